"""E_gamma is convex and non-increasing in gamma, so several budgets may be joined by their lower convex hull."""

from boundcalc.proof import Derivation

proof = Derivation("dp-pairs", "Several privacy budgets")
proof.given("a, b probability vectors", "f >= 0", "g >= f", "0 <= t <= 1")

falling = proof.show("sum(pos(a[x] - g*b[x]), x) <= sum(pos(a[x] - f*b[x]), x)", "non-increasing, for $f \\leq g$")
proof.conclude(
    "sum(pos(a[x] - (t*f + (1-t)*g)*b[x]), x) <= t*sum(pos(a[x] - f*b[x]), x) + (1-t)*sum(pos(a[x] - g*b[x]), x)",
    "convex; at $f$ and $g$ insert the bounds of Theorem \\ref{dp}",
)
