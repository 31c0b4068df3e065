"""Nearest-neighbour regression at the target: k labels of which the target's is one, or none."""

from boundcalc.proof import Derivation

proof = Derivation("knn-mean", "Nearest-neighbour regression")
proof.given("k >= 1", "x, y real")

proof.say(
    """Condition on all features. In standard units the neighbours' labels are independent $N(0,1)$: the mean is the same all over the neighbourhood.
    A member's label $y$ is one of the $k$ whose mean $u$ is released (ties are broken so), an outsider's is independent of them. Given the
    features nothing else depends on the labels, so the leakage is that of $(y, u)$: the release of the mean of $k$ data."""
)
proof.show(
    "k*(1/k^2) = 1/k",
    "the variance of the mean of $k$ labels, and $1/k = \\rho^2$ its squared correlation with one of them",
)
proof.conclude("k*(1/k^2) = 1/k", "Theorem mean-gauss with $d = 1$, $n = k$; the features tell nothing more")
