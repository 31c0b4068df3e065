"""Least squares with a known design against the same design with another label: W is X'X of all records."""

from boundcalc.proof import Derivation

proof = Derivation("ols-fresh-label", "Least squares with a known design, a fresh label")
proof.given("0 < h < 1", "y real", "u real")

proof.say(
    """$t = W^{-1}X'y \\sim N(0, W^{-1})$ whoever is a member, in units of the noise and about the true coefficients. Given the record's label $y$
    a member's $t$ is $N(yW^{-1}x, W^{-1} - W^{-1}xx'W^{-1})$, whose inverse covariance is $W + xx'/(1-h)$, $h = x'W^{-1}x$; an outsider's is
    $N(0, W^{-1})$. The exponents differ in $u = x't$ alone."""
)
proof.show("1/(1-h) = 1 + h/(1-h)", "$(I - W^{-1}xx')^{-1}$ along $x$, by Sherman and Morrison")
proof.say("$u$ has variance $h$ in both, and covariance $h$ with $y$ for a member: correlation $\\sqrt h$.")
proof.show("h/(sqrt(1)*sqrt(h)) = sqrt(h)", "the correlation of $y$ and $u$; an outsider's are independent")
proof.show("1 + h/h = 2", "the trace of $\\Sigma_0^{-1}\\Sigma_1$")
proof.conclude(
    "(h - h^2)/h = 1 - h", "the determinant: that of correlation $\\sqrt h$, as in \\texttt{mean-gauss} with $d = 1$"
)
