"""Nearest-neighbour classification at the target: the counts of k labels."""

from boundcalc.proof import Derivation

proof = Derivation("knn-votes", "Nearest-neighbour classification")
proof.given("0 < p < 1", "k integer >= 1")

proof.say(
    """Condition on all features. The labels of the $k$ neighbours are independent with masses $p_j$; a member's is one of them, an outsider's is
    independent of them. What is released are their counts, the empirical law of $k$ data: the worst case of Theorem disc-exact at $n = k$."""
)
proof.show("k*p/k = p", "the mean share of the votes of a label with mass $p$: the centre of $h_\\gamma(k, p)$")
proof.conclude("k*p/k = p", "Theorem disc-exact with $n = k$: $\\sum_j h_\\gamma(k, p_j)$")
