"""A trade-off function bounds the leakage.

For the event B with a = Q(B) the trade-off function says P(B) <= 1 - f(a).
"""

from boundcalc.proof import Derivation

proof = Derivation("fdp", "Trade-off function")
proof.given("g >= 1", "0 <= a <= 1", "0 <= f <= 1", "0 <= x <= 1", "0 <= s")
proof.given("x <= 1 - f", "1 - f - g*a <= s")
proof.given("p[c] probabilities", "u[t] probabilities", "k[t,c] probabilities over t")

proof.say("Let $x = P(B)$, $a = Q(B)$, $f = f(a)$ and $s$ the supremum of $1 - f(a) - \\gamma a$.")
event = proof.show("x - g*a <= s", "for every event")
proof.show(
    "sum(pos(u[t] - g*sum(p[c]*k[t,c], c)), t) <= sum(p[c]*sum(pos(u[t] - g*k[t,c]), t), c)",
    "the release is a mixture over the record in the place of $z_1$",
)
proof.conclude("x - g*a <= s", "so $E_\\gamma$, a supremum over events, is at most $s$", since=event)
