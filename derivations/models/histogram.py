"""Classification trees with public splits: the counts of cells are an empirical law."""

from boundcalc.proof import Derivation

proof = Derivation("histogram", "Histograms, and classification trees with public splits")
proof.given("0 < p < 1", "n integer >= 1")

proof.say(
    """The splits do not depend on the data, so that the cells (leaf, class) of the $n$ records are independent draws of the masses $p_j$, and what
    is released is their empirical law: the worst case of Theorem disc-exact for the law of the cells, which is attained there. The rest of a record
    is independent of the release given its cell."""
)
proof.show("n*p/n = p", "the mean share of a cell of mass $p$: the centre of $h_\\gamma(n, p)$")
proof.conclude("n*p/n = p", "Theorem disc-exact for the cells: $\\sum_j h_\\gamma(n, p_j)$")
