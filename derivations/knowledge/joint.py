"""Any number of releases together are one release.

b and c are two blocks without their order, v and w their laws, u(b, z) and s(c, z) the shares of z in them, m and n their
numbers of records; p the data law.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("joint", "Any number of releases together")
proof.given("m integer >= 1", "n integer >= 1", "x, y real", "p >= 0", "gamma > 0", "v >= 0", "w >= 0")

proof.say(
    """Several models, statistics and versions of the same records are one release $\\theta = (A_1, A_2, \\dots)$, to which Theorem
    \\ref{worst} applies. In blocks, let all records of each block be released, and let the target be a uniform record of all
    $m + n$. An attacker who cannot tell the block sees $a$ with the mean share of the two blocks, which is that of all records
    together:"""
)
proof.show(
    "m/(m+n)*(x/m) + n/(m+n)*(y/n) = (x+y)/(m+n)",
    "so the likelihood ratio is that of the counts of all $m+n$ records",
)
proof.say("One who can tell it compares within the block, whose chance is the same for members and outsiders:")
proof.models("Blocks of small samples, both attackers.", knowledge.blocks)
proof.conclude(
    "pos(m/(m+n)*v*x - gamma*(m/(m+n)*v*p)) = m/(m+n)*pos(v*x - gamma*v*p)",
    "the chance of the block comes out, and the sum over the blocks is $\\sum_h (n_h/n)\\Delta_\\gamma(P_h, n_h)$",
)
