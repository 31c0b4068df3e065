"""Copies of records, drawn regardless of their values."""

from boundcalc.proof import Derivation

proof = Derivation("copies", "Copies of records")
proof.given("n integer >= 1", "m integer >= 0", "s real", "0 <= s <= n")

proof.say(
    """Which records are copied, the set $S$ with $s$ elements, is independent of the values. Where the target's record is not in $S$ the release does
    not depend on it, and has the law of an outsider's. So the laws of (release, target) for members and outsiders agree but for a part of the mass
    $P(\\text{target} \\in S) = \\mathbb{E}s/n$, the target's place being uniform: total variation, and with it $\\Delta_\\gamma$ for every $\\gamma$, is at most
    that."""
)
proof.show("s/n <= 1", "the share of the records that are copied")
proof.say("For $m$ uniform draws with replacement a given record is left out with probability $(1-1/n)^m$:")
proof.conclude("n*(1 - (1-1/n)^m)/n = 1 - (1-1/n)^m", "$\\mathbb{E}s/n$, the probability that the target is copied")
