"""The leakage of one target, averaged.

k(t, z) is the probability of the release t when the first record is z, m(t) that of the release t.
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("cond", "Leakage of one target, averaged")
proof.given("p[z] probabilities", "k[t,z] probabilities over t", "m[t] probabilities", "gamma > 0")

proof.say(
    """By symmetry of the learner the pairs $(\\theta, z_i)$ have the same law for every $i$, so a uniform training record
    may be replaced by the first: $P_1(t,z) = p_z k_{t,z}$, while $P_0(t,z) = p_z m_t$."""
)
above = proof.show(
    "sum(sum(pos(p[z]*k[t,z] - gamma*p[z]*m[t]), t), z) = sum(p[z]*sum(pos(k[t,z] - gamma*m[t]), t), z)",
    "$p_z \\geq 0$ comes out of the positive part ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(sum(pos(p[z]*m[t] - p[z]*k[t,z]/gamma), t), z) = sum(p[z]*sum(pos(m[t] - k[t,z]/gamma), t), z)",
    "and the same for $\\gamma < 1$",
)
proof.models(
    "With the law of the release given the first record taken from all ordered samples, the identity holds exactly.",
    lambda: finite.exhaust(finite.conditional),
    "which confirms the use of symmetry",
)
proof.conclude(
    "sum(sum(pos(p[z]*k[t,z] - gamma*p[z]*m[t]), t), z) = sum(p[z]*sum(pos(k[t,z] - gamma*m[t]), t), z)",
    "for every $\\gamma \\geq 1$, and for $\\gamma < 1$ by the second identity",
    since=above,
)
