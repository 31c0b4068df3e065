"""Other members are known: given them, the release is one of the others.

u(c, z) is the share of z among the n - m others with counts c, w(c, f) the law of these counts and of what is known.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("known", "Other members are known")
proof.given("u[c,z] real", "p[z] probabilities", "gamma > 0", "h[f] probabilities", "v[c] probabilities")

proof.say(
    """Let $f$ be the $m$ records that are known, drawn or chosen without seeing the others. They are independent of the $n - m$
    others, of which the target is a uniform one. Everything released together with $f$ is computed from $f$ and the counts $c$ of
    the others; for a given $f$ that is a release of the others, to which Theorem \\ref{worst} applies, and it can be the counts
    themselves: what is known is subtracted."""
)
bound = proof.show(
    "sum(h[f]*sum(sum(pos(v[c]*u[c,z] - gamma*v[c]*p[z]), c), z), f) = sum(sum(pos(v[c]*u[c,z] - gamma*v[c]*p[z]), c), z)",
    "$\\sum_f h_f = 1$: the mean over what is known",
)
proof.models("Known and chosen records in small samples.", knowledge.others)
proof.conclude(
    "sum(h[f]*sum(sum(pos(v[c]*u[c,z] - gamma*v[c]*p[z]), c), z), f) = sum(sum(pos(v[c]*u[c,z] - gamma*v[c]*p[z]), c), z)",
    "the right side is the worst case at $n - m$ (Theorem \\ref{disc-exact})",
    since=bound,
)
