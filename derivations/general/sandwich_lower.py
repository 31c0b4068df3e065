"""Delta_gamma is at least 1 - G (1 - TV), G = max(gamma, 1/gamma).

a and b are the masses of P1 and P0.
"""

from boundcalc.proof import Derivation

proof = Derivation("sandwich-lower", "Sandwich, lower side")
proof.given("a, b probability vectors", "g >= 1")

overlap = proof.show("1 - TV(a, b) = sum(min(a[x], b[x]), x)", "$a - (a-b)_+ = \\min(a,b)$")
above = proof.show(
    "1 - g*sum(min(a[x], b[x]), x) <= sum(pos(a[x] - g*b[x]), x)",
    "$a - g\\min(a,b) \\leq (a - gb)_+$ for $g \\geq 1$; this is $\\gamma = g$",
)
below = proof.show("1 - g*sum(min(a[x], b[x]), x) <= sum(pos(b[x] - g*a[x]), x)", "the same for $\\gamma = 1/g$")
proof.show(
    "max(0, 1 - g*(1 - TV(a, b))) <= sum(pos(b[x] - g*a[x]), x)",
    "the sum is non-negative; this is $\\gamma = 1/g$",
    since=[overlap, below],
)
proof.conclude(
    "max(0, 1 - g*(1 - TV(a, b))) <= sum(pos(a[x] - g*b[x]), x)",
    "and the same for $\\gamma = g$",
    since=[overlap, above],
)
