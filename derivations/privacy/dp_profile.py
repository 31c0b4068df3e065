"""A privacy profile bounds the leakage: delta(eps) is the largest E_{exp(eps)} over neighbours.

k(t, c) is the law of the release given the first record and c a further record in its place; m is the mixture.
"""

from boundcalc.proof import Derivation

proof = Derivation("dp-profile", "Privacy profile")
proof.given("g >= 1", "p[c] probabilities", "a[t] probabilities", "k[t,c] probabilities over t", "0 <= d <= 1")

proof.say("The law of the release is the mixture of the laws with another record $c \\sim p$ in the place of $z_1$.")
proof.conclude(
    "sum(pos(a[t] - g*sum(p[c]*k[t,c], c)), t) <= sum(p[c]*sum(pos(a[t] - g*k[t,c]), t), c)",
    "joint convexity; every inner sum is at most $\\delta(\\ln\\gamma)$, hence so is the mean over $c$ and over the target",
)
