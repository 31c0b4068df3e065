"""On a known table no learner is above the sum over the cells.

k(t | c) is the learner as a channel from the training set c; w, u, v as for the theorem finite.
"""

from boundcalc.proof import Derivation, known_tables

proof = Derivation("finite-worst", "At most the worst case of a known table")
proof.given("k[t,c] probabilities over t", "w[c] probabilities", "0 <= u[c,z] <= 1", "0 <= v[c,z] <= 1", "gamma > 0")

proof.chain(
    "sum(sum(pos(sum(k[t,c]*(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c)), t), z)",
    (
        "<= sum(sum(sum(k[t,c]*pos(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c), t), z)",
        "data processing, as in Theorem \\ref{dpi}",
    ),
    ("= sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c), z)", "$\\sum_t k_{t,c} = 1$"),
    ("= sum(sum(w[c]*pos(u[c,z] - gamma*v[c,z]), c), z)", "$w_c$ comes out"),
)
proof.models("No deterministic learner of a small table leaks more.", known_tables.worst)
proof.conclude(
    "sum(sum(pos(sum(k[t,c]*(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c)), t), z) <= sum(sum(w[c]*pos(u[c,z] - gamma*v[c,z]), c), z)",
    "the ends of the chain",
    since=proof.steps[-2],
)
