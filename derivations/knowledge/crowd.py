"""One of k equal records, each included with probability q: the count of the crowd is 1 + B for a member, B for an outsider.

B is binomial with m = k - 1 trials; a(t) are its probabilities.
"""

from boundcalc.proof import Derivation, known_tables

proof = Derivation("crowd", "One record in a crowd")
proof.given("m integer >= 1", "t integer >= 1", "t <= m", "0 < q < 1", "c >= 0", "0 <= x <= c", "0 <= y <= c")

proof.say(
    """Given the coins of the other records the target's own coin decides alone. What is known of the crowd is its count, of law
    $1 + B$ with the target and $B$ without, so the leakage is $\\sum_t (P(B=t-1) - P(B=t))_+$. The probabilities of $B$ rise up
    to their largest and fall beyond it, as the sign of"""
)
proof.show(
    "(BinomialPMF(t, m, q) - BinomialPMF(t-1, m, q))*t*(1-q) = BinomialPMF(t-1, m, q)*((m+1)*q - t)",
    "which changes once, at $t = (m+1)q$",
)
proof.say("So the sum telescopes: the falling part adds up to the largest probability.")
proof.models("Member against outsider, from all coins of crowds of up to seven.", known_tables.crowd)
proof.say(
    "One more record in the crowd: $P(B' = t) = (1-q)P(B=t) + qP(B=t-1)$, with $c$ the largest probability of $B$:"
)
proof.conclude("(1-q)*x + q*y <= c", "no probability of $B'$ exceeds the largest of $B$")
