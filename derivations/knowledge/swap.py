"""Members and records left out change places: the split game is a mean over pairs of neighbours.

d runs over the triples (S, z, z') with z in S and z' outside of S; k(t|d) is the learner on S, l(t|d) the learner on S - z + z'.
"""

from boundcalc.proof import Derivation, known_tables

proof = Derivation("swap", "Members and records left out change places")
proof.given("k[t,d] real", "l[t,d] real", "w[d] probabilities", "gamma > 0", "0 < q < 1", "a >= 0", "b >= 0", "g >= 1")

proof.say(
    """Given the target $z$, let $S \\ni z$ be the training set of the member's experiment and $z'$ a record outside of it, uniform
    among the $N - n$. Then $S' = S - z + z'$ is uniform among the sets that leave $z$ out: $(S, z, z') \\mapsto (S', z', z)$ is a
    bijection of the triples. So $P_1$ given $z$ is the mean of $k(\\cdot|d)$ and $P_0$ given $z$ that of $l(\\cdot|d)$ over the same
    $d$."""
)
bound = proof.show(
    "sum(pos(sum(w[d]*(k[t,d] - gamma*l[t,d]), d)), t) <= sum(sum(w[d]*pos(k[t,d] - gamma*l[t,d]), d), t)",
    "Jensen's inequality, term by term",
)
proof.say(
    """The right side is the mean of $E_\\gamma(A(S)\\|A(S'))$ over pairs of neighbours. For $\\gamma < 1$ exchange $P_1$ and $P_0$, whose
    pairs are neighbours as well. If non-members are drawn from all records, one of them is a member with probability $q = n/N$, and
    $P_0$ is $q P_1 + (1-q)$ times that of the records left out:"""
)
proof.show(
    "pos(a - g*(q*a + (1-q)*b)) <= (1-q)*pos(a - g*b)",
    "since $a \\leq g a$ for $g = \\gamma \\geq 1$",
)
proof.models("The split game of small tables and the largest divergence of two neighbours.", known_tables.swap)
proof.conclude(
    "sum(pos(sum(w[d]*(k[t,d] - gamma*l[t,d]), d)), t) <= sum(sum(w[d]*pos(k[t,d] - gamma*l[t,d]), d), t)",
    "the mean over the pairs is at most the largest of them",
    since=bound,
)
