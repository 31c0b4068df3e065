"""The leakage read the other way: how far a member's law given the release is from the data law.

q(z, t) is the law of z_1 given the release t, m the law of the release, p the data law.
"""

from boundcalc.proof import Derivation

proof = Derivation("suff", "Member's law given the release")
proof.given("m[t] probabilities", "q[z,t] probabilities over z", "p[z] probabilities", "gamma > 0")

proof.say("Disintegrate by the release: $P_1(t,z) = m_t q_{z,t}$ and $P_0(t,z) = m_t p_z$.")
above = proof.show(
    "sum(sum(pos(m[t]*q[z,t] - gamma*m[t]*p[z]), z), t) = sum(m[t]*sum(pos(q[z,t] - gamma*p[z]), z), t)",
    "$m_t \\geq 0$ comes out ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(sum(pos(m[t]*p[z] - m[t]*q[z,t]/gamma), z), t) = sum(m[t]*sum(pos(p[z] - q[z,t]/gamma), z), t)",
    "and for $\\gamma < 1$",
)
proof.conclude(
    "sum(sum(pos(m[t]*q[z,t] - gamma*m[t]*p[z]), z), t) = sum(m[t]*sum(pos(q[z,t] - gamma*p[z]), z), t)",
    "the mean over releases",
    since=above,
)
