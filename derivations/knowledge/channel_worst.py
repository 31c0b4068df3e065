"""No learner leaks more through a channel than the worst case."""

from boundcalc.proof import Derivation
from boundcalc.proof.knowledge import partial

proof = Derivation("channel-worst", "At most the worst case through a channel")
proof.given("x >= 0", "y >= 0", "g > 0", "a >= 0", "b >= 0")
proof.say(
    "By Theorem \\ref{partial} every release is a post-processing of the training set. Two outcomes that become one:"
)
proof.show(
    "pos(x + y - g*(a + b)) <= pos(x - g*a) + pos(y - g*b)", "$\\gamma = g \\geq 1$; below, with the laws exchanged"
)
proof.models("Maps and channels of small models, with less than the whole sample released.", partial)
proof.conclude("pos(x + y - g*(a + b)) <= pos(x - g*a) + pos(y - g*b)", "whose value Theorem \\ref{channel} gives")
