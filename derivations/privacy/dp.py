"""Differential privacy bounds the leakage.

P and Q are the laws of the release with z_1 = z and with z_1 replaced; e is the factor exp(eps). The law of the release is
a mixture of the laws given other records in the place of z_1, so it is enough to bound E_gamma(P || Q).
"""

from boundcalc.proof import Derivation

proof = Derivation("dp", "Differential privacy")
proof.given("E >= 1", "0 <= delta <= 1", "g >= 1", "0 <= x <= 1", "0 <= y <= 1")
proof.given("x <= E*y + delta", "1-y <= E*(1-x) + delta")
proof.given("w[k] probabilities", "u[k] real")

proof.say(
    "Let $x = P(B)$ and $y = Q(B)$ for an event $B$; $E = e^\\varepsilon$. Privacy in both directions gives the two constraints."
)
event = proof.show(
    "x - g*y <= max(delta, delta + (1-delta)*(E-g)/(1+E), 1 - g*(1-delta))", "a linear programme in $(x,y)$"
)
proof.show("pos(sum(w[k]*u[k], k)) <= sum(w[k]*pos(u[k]), k)", "mixtures: the divergence is jointly convex")
proof.show("delta + (1-delta)*(E-1)/(1+E) = (E - 1 + 2*delta)/(E + 1)", "at $\\gamma = 1$")
proof.conclude(
    "x - g*y <= max(delta, delta + (1-delta)*(E-g)/(1+E), 1 - g*(1-delta))",
    "for every event, hence for the supremum $E_\\gamma$",
    since=event,
)
