"""A released record is the test point with probability 1/n if this is a member, and never otherwise."""

from boundcalc.proof import Derivation

proof = Derivation("random-record", "One record released")
proof.given("n integer >= 1")

proof.say("Elsewhere $P_1$ has the share $1 - 1/n$ of $P_0$: no attack gains there.")
proof.show("1 - 1/n <= 1", "the ratio where the records differ")
proof.conclude("1 - (1 - 1/n) = 1/n", "what $P_1$ has where they agree")
