"""Delta_gamma is at most total variation.

a and b are the masses of P1 and P0.
"""

from boundcalc.proof import Derivation

proof = Derivation("sandwich-upper", "Sandwich, upper side")
proof.given("a, b probability vectors", "gamma > 0")

above = proof.show(
    "sum(pos(a[x] - max(1, gamma)*b[x]), x) <= sum(pos(a[x] - b[x]), x)", "term by term; this is $\\gamma \\geq 1$"
)
below = proof.chain(
    "sum(pos(b[x] - max(1, 1/gamma)*a[x]), x)",
    ("<= sum(pos(b[x] - a[x]), x)", "term by term; this is $\\gamma < 1$"),
    ("= sum(pos(a[x] - b[x]) + b[x] - a[x], x)", "$(v-u)_+ = (u-v)_+ + v - u$"),
    ("= sum(pos(a[x] - b[x]), x)", "both laws have mass one, so the last two sums cancel"),
)
proof.show("sum(pos(b[x] - max(1, 1/gamma)*a[x]), x) <= TV(a, b)", "this is $\\gamma < 1$", since=below)
proof.conclude("sum(pos(a[x] - max(1, gamma)*b[x]), x) <= TV(a, b)", "and this $\\gamma \\geq 1$", since=above)
