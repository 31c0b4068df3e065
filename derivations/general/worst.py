"""No learner leaks more than the one that releases the empirical law.

A learner that is symmetric in the data sees only the counts c of the sample: it is a channel k(t | c) applied to the
empirical law. a(c, z) and b(c, z) are the masses of (P_n, member) and (P_n, outsider).
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("worst", "The worst procedure")
proof.given("k[t,c] probabilities over t", "a[c,z] probabilities", "b[c,z] probabilities", "gamma > 0")

bound = proof.show(
    "sum(sum(pos(sum(k[t,c]*(a[c,z] - gamma*b[c,z]), c)), t), z) <= sum(sum(pos(a[c,z] - gamma*b[c,z]), c), z)",
    "data processing from the empirical law to the release",
    use="dpi",
    where={"y": "t", "t": "c"},
)
proof.models(
    "No deterministic learner of a small model, and no random stochastic one, leaks more than the counts.",
    lambda: finite.exhaust(finite.worst),
    "which confirms that every learner is such a channel",
)
proof.conclude(
    "sum(sum(pos(sum(k[t,c]*(a[c,z] - gamma*b[c,z]), c)), t), z) <= sum(sum(pos(a[c,z] - gamma*b[c,z]), c), z)",
    "the right side is the Delta of the empirical law",
    since=bound,
)
