"""Gaussian noise: a centred interval catches most.

For y = f(x) + N(0, s^2) the loss of a prediction that is off by c is at most eps iff the noise is within r = sqrt(eps) of c.
"""

from boundcalc.proof import Derivation

proof = Derivation("overfit-gaussian", "Overfitting leaks, Gaussian noise")
proof.given("c >= 0", "r > 0", "0 <= t")

proof.say("The mass of $[c-r, c+r]$ has the derivative $\\varphi(c+r) - \\varphi(c-r)$ in $c$.")
proof.show("(c-r)^2 <= (c+r)^2", "so $\\varphi(c+r) \\leq \\varphi(c-r)$ and the mass is largest at $c = 0$")
proof.show("exp(-(c+r)^2/2) <= exp(-(c-r)^2/2)", "the density itself", cite="anderson1955")
proof.conclude(
    "(erf(c+r) - erf(c-r))/2 <= erf(r)",
    "Anderson's inequality, in units of $\\sqrt2\\,\\sigma$; for balls in every dimension",
    cite="anderson1955",
)
