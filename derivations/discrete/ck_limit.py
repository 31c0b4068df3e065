"""What supports the limit sqrt(n) Delta -> C_K / sqrt(2 pi): certified distances at growing n."""

from boundcalc.proof import Derivation

proof = Derivation("disc-ck-limit", "Rate on discrete data")
proof.given("n in {10, 100, 1000, 10000, 100000}", "p in {1/2, 3/10, 1/5, 1/7}")

proof.say("The distance from the limit falls at least as fast as $1/n$ on these points, atom by atom.")
proof.conclude(
    "abs(BinomialMAD(n, p)/sqrt(2*n*p*(1-p)/pi) - 1) <= 2/n", "each case by balls; no claim is made beyond them"
)
