"""Ridge regression with any spectrum: the two normal laws at the prediction.

k is x'(X'X + penalty)^{-1}x without the record, h = k/(1+k) with it; v the variance of x'(t - theta) for an outsider in
units of the noise, e the noise of the record. That (e, x'(t - theta)) is normal in the limit, and that k and v concentrate, is
not shown here: Gaussian features of bounded spectrum.
"""

from boundcalc.proof import Derivation

proof = Derivation("ridge-numbers", "Ridge regression with any spectrum, by its prediction")
proof.given("0 < k", "0 < h < 1", "v > 0", "e, u real")

proof.say(
    """For an outsider $u = x'(t - \\theta)$ is $N(0, v)$, independent of the noise $e$ of its label. A member moves the fit on the others, by
    Sherman and Morrison, to $u + h(e - u)$:"""
)
proof.show(
    "u + k/(1+k)*(e - u) = (u + k*e)/(1+k)",
    "$h = k/(1+k)$ is the leverage, whose mean is the degrees of freedom over $n$",
)
proof.show(
    "(h^2 + (1-h)^2*v) - h^2 = (1-h)^2*v",
    "the determinant of the members' covariance, over that of the outsiders', $v$",
)
last = proof.show("1 + (h^2 + (1-h)^2*v)/v = 1 + (1-h)^2 + h^2/v", "the trace of $\\Sigma_0^{-1}\\Sigma_1$")
proof.say(
    """A divergence of functions of the release and the record is a lower bound, and divergences are lower semicontinuous: in the limit
    $\\Delta_\\gamma$ is at least that of the two normal laws. More can leak: with covariance $S$ a member moves $t$ along
    $(S + \\kappa)^{-1}x$, which shows best in $x'(1 + \\kappa S^{-1})t$, and that is a multiple of $x't$ for $S$ proportional to the identity only."""
)
proof.conclude("1 + (h^2 + (1-h)^2*v)/v = 1 + (1-h)^2 + h^2/v", "PlanarGaussian of trace and determinant", since=last)
