"""A generalisation gap leaks: a bounded loss is a test.

a and b are the laws P1 and P0, l(x) the loss shifted and scaled into [0, 1].
"""

from boundcalc.proof import Derivation

proof = Derivation("generalisation-gap", "A generalisation gap leaks")
proof.given("a, b probability vectors", "0 <= l[x] <= 1", "B > 0")

up = proof.show("sum(l[x]*(a[x] - b[x]), x) <= TV(a, b)", "$l(a-b) \\leq (a-b)_+$")
down = proof.chain(
    "sum(l[x]*(b[x] - a[x]), x)",
    ("= sum((1-l[x])*(a[x] - b[x]), x)", "both laws have mass one"),
    ("<= TV(a, b)", "$(1-l)(a-b) \\leq (a-b)_+$"),
)
proof.conclude(
    "max(sum(l[x]*(a[x] - b[x]), x), sum(l[x]*(b[x] - a[x]), x)) <= TV(a, b)",
    "multiply by the length $B$ of the interval of values",
    since=[up, down],
)
