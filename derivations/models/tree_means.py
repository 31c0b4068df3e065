"""Regression trees with public splits: the number of labels in a leaf, and their mean.

q stands for the mass of the leaf, m for how many labels it has, r for the ratio of the mean of m labels.
"""

from boundcalc.proof import Derivation

proof = Derivation("tree-means", "Regression trees with public splits")
proof.given("n >= 1", "m >= 1", "0 < q <= 1", "r >= 0", "g > 0")

proof.say(
    """Given the leaf of the target, the features outside it and the other leaves tell the same of members and outsiders, once the number $m$ of
    labels in it is known. A member adds itself to the $\\mathrm{Bin}(n-1, q)$ others, so that the ratio of the numbers is
    $b(m-1; n-1, q)/b(m; n, q) = m/(nq)$. Given $m$, the labels of the leaf are independent and normal of one mean: with the target's label known,
    the ratio $r$ of their mean is that of Theorem mean-gauss with $d = 1$, $n = m$. The two multiply:"""
)
step = proof.show(
    "abs(m/(n*q)*r - g) = m/(n*q)*abs(r - g*n*q/m)",
    "so $(\\frac m{nq}r - \\gamma)_+ = \\frac m{nq}(r - \\gamma nq/m)_+$, whose mean for an outsider is $\\frac m{nq}E_{\\gamma nq/m}$, and "
    "$b(m; n, q)\\frac m{nq} = b(m-1; n-1, q)$",
)
proof.say(
    """For $m = 1$ the mean is the label: $E_g(1) = 1$. $m = 0$ has no part: the ratio is 0. An attacker who knows leaf and label alone has exactly this;
    one who knows all features has it too, because given the leaf the label does not depend on them."""
)
proof.conclude(
    "abs(m/(n*q)*r - g) = m/(n*q)*abs(r - g*n*q/m)",
    "$E_\\gamma(P_1\\|P_0) = \\sum_A p_A\\sum_m b(m-1; n-1, p_A)E_{\\gamma np_A/m}(m)$",
    since=step,
)
