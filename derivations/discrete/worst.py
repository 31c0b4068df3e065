"""On discrete data no learner is above the sum over atoms of h_gamma(n, p_j).

k(t | c) is the learner as a channel from the empirical law c; w the law of c, u(c, z) the share of z in c, p the data law.
"""

from boundcalc.proof import Derivation

proof = Derivation("disc-worst", "At most the worst case")
proof.given("k[t,c] probabilities over t", "w[c] probabilities", "0 <= u[c,z] <= 1", "p[z] probabilities", "gamma > 0")

proof.chain(
    "sum(sum(pos(sum(k[t,c]*(w[c]*u[c,z] - gamma*w[c]*p[z]), c)), t), z)",
    (
        "<= sum(sum(sum(k[t,c]*pos(w[c]*u[c,z] - gamma*w[c]*p[z]), c), t), z)",
        "data processing, as in Theorem \\ref{dpi}",
    ),
    ("= sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*p[z]), c), z)", "$\\sum_t k_{t,c} = 1$"),
    ("= sum(sum(w[c]*pos(u[c,z] - gamma*p[z]), c), z)", "$w_c$ comes out; the inner sum is $h_\\gamma(n, p_z)$"),
)
proof.conclude(
    "sum(sum(pos(sum(k[t,c]*(w[c]*u[c,z] - gamma*w[c]*p[z]), c)), t), z) <= sum(sum(w[c]*pos(u[c,z] - gamma*p[z]), c), z)",
    "the ends of the chain",
    since=proof.steps[-1],
)
