"""The rate indicator delta^2/(2 v): exact for a normal loss difference with mean delta and variance v."""

from boundcalc.proof import Derivation

proof = Derivation("quantised-rate", "Quantised models, rate indicator")
proof.given("delta > 0", "v > 0", "s <= 0")

proof.say(
    "For normal $D$, $\\ln \\mathbb{E} e^{sD} = s\\delta + s^2 v/2$; in general this is its second-order expansion at $s = 0$."
)
proof.show("s*delta + s^2*v/2 = (s*v + delta)^2/(2*v) - delta^2/(2*v)", "complete the square")
proof.conclude("-delta^2/(2*v) <= s*delta + s^2*v/2", "with equality at $s = -\\delta/v$, so $L = \\delta^2/(2v)$")
