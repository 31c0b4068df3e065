"""What supports the heuristic for kernel ridge regression: the algebra of ridge regression in feature space."""

from boundcalc.proof import Derivation

proof = Derivation("kernel-ridge", "Kernel ridge regression, by its prediction")
proof.given("0 < h < 1", "v > 0")

proof.say(
    """In feature space kernel ridge is ridge regression: given the leverage $h$ of a record and the variance $v$ of the prediction of a fit
    without it, the algebra of Theorem ridge-numbers holds. That all records have about the same leverage, and that $v$ may be read off the
    test error, is supposed and not shown: it fails in low dimension."""
)
last = proof.show("1 + (h^2 + (1-h)^2*v)/v = 1 + (1-h)^2 + h^2/v", "the trace of $\\Sigma_0^{-1}\\Sigma_1$")
proof.conclude("1 + (h^2 + (1-h)^2*v)/v = 1 + (1-h)^2 + h^2/v", "as for ridge regression", since=last)
