"""Least squares with a known design, record by record.

k stands for kappa = x'W^{-1}x, W = X'X of the other records; h = k/(1+k) is the leverage of x, since X'X = W + xx'. Units of the
noise, about the true coefficients.
"""

from boundcalc.proof import Derivation

proof = Derivation("ols-leverage", "Least squares with a known design, record by record")
proof.given("k > 0", "0 < h < 1", "y real", "u real")

proof.say(
    """The fit to the others, $t_0 \\sim N(0, W^{-1})$, is independent of $y$. Adding $(x, y)$ gives $t = t_0 + W^{-1}x(y - x't_0)/(1+\\kappa)$, so
    that, given $y$, $t$ is normal with mean $yW^{-1}x/(1+\\kappa)$ and covariance $W^{-1} - aW^{-1}xx'W^{-1}$, $a = (2+\\kappa)/(1+\\kappa)^2$. Its inverse
    is $W + \\frac{a}{1-a\\kappa}xx'$:"""
)
proof.show("1 - (2+k)/(1+k)^2*k = 1/(1+k)^2", "$1 - a\\kappa$, so that the inverse is $W + (2+\\kappa)xx'$")
proof.say(
    """The exponents of the two densities of $t$ differ by $\\frac12(2+\\kappa)(x't)^2$ and a term that is linear in $x't$: $W$ is the same
    in both. So the ratio of member and outsider depends on $t$ through $u = x't$ alone, whatever else the attacker knows of the design, and the
    leakage is that of $(y, u)$: a pair of normal laws."""
)
proof.show(
    "k/(1+k) = 1 - 1/(1+k)", "the leverage $h$ by the formula of Sherman and Morrison, and $1 - h = 1/(1+\\kappa)$"
)
proof.show("k - (2+k)/(1+k)^2*k^2 = k/(1+k)^2", "the variance of $u$ given $y$, for a member")
proof.show("k/(1+k)^2 + (k/(1+k))^2 = k/(1+k)", "and without: $h$; the covariance of $u$ and $y$ is $h$ as well")
proof.say(
    "An outsider's $u = x't_0$ has variance $\\kappa = h/(1-h)$ and is independent of $y$. Of $\\Sigma_0^{-1}\\Sigma_1$, $\\Sigma_0 = "
    "\\mathrm{diag}(1, \\kappa)$:"
)
proof.show("1 + h/(h/(1-h)) = 2 - h", "the trace")
proof.show("(h - h^2)/(h/(1-h)) = (1-h)^2", "the determinant")
proof.conclude(
    "(h - h^2)/(h/(1-h)) = (1-h)^2",
    "the leakage is that of two centred normal laws in the plane of this trace and this determinant",
)
