"""Noise on a histogram: with another record c in the place of z_1 = z two counts move by one, or none when c = z.

a(t) is the law of the release given the target and the other records, k(t, c) with c in its place.
"""

from boundcalc.proof import Derivation

proof = Derivation("histogram-noise", "Noise on a histogram")
proof.given(
    "g >= 1", "p[c] probabilities", "a[t] probabilities", "k[t,c] probabilities over t", "0 <= q <= 1", "0 <= d"
)

proof.say(
    "Given the other records, two laws are compared: the same for $c = z$, else noise in two cells, one moved up by one"
    " and the other down. Laplace and Gaussian noise are symmetric, so the directions do not matter."
)
proof.show("sum(p[c]*(1 - p[c]), c) = 1 - sum(p[c]^2, c)", "how often two records are in different cells")
proof.show("q*0 + (1-q)*d = (1-q)*d", "the mean over $c$ at a target in a cell of mass $q$")
proof.conclude(
    "sum(pos(a[t] - g*sum(p[c]*k[t,c], c)), t) <= sum(p[c]*sum(pos(a[t] - g*k[t,c]), t), c)",
    "joint convexity, as in Theorem \\ref{dp-profile}; average over the target and the other records",
)
