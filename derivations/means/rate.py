"""What supports sqrt(n) Delta -> E|L - m|/(sd sqrt(2 pi)): certified distances for exponential data, where E|L - m| = 2/e.

Nothing here covers other laws; the argument for them is of first order.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-rate", "Rate of a released mean")
proof.given("n in {10, 100, 1000}", "x > 0")

proof.show(
    "x*exp(-x) <= exp(-1)", "$\\int (1-x) e^{-x} dx = x e^{-x}$ is largest at the mean: $\\mathbb{E}|L - 1| = 2/e$"
)
proof.conclude("abs(ExponentialMean(n)*sqrt(2*pi*n)*e/2 - 1) <= 2/n", "each case by balls")
