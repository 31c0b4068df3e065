"""Loss thresholds in the limit of prox-limit: any test of a function of (w, u) is a lower bound.

phi is the indicator of the scores above the threshold.
"""

from boundcalc.proof import Derivation

proof = Derivation("prox-loss", "Loss thresholds on regressions of a class")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0")

proof.say(
    """$\\ell$ falls, so that a loss below a threshold is a score above one, $u > \\tau$; for a member this is
    $v > \\tau + \\lambda\\ell'(\\tau)$, because $u + \\lambda\\ell'(u)$ increases in $u$."""
)
test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "what the test gains is at most $\\Delta_\\gamma$ of the limit",
    use="overfit",
)
proof.conclude(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "with $a$ and $b$ the laws of members and outsiders in the limit",
    since=test,
)
