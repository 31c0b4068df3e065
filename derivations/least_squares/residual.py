"""The attack on the residual of least squares: any test of a function of the release and the record is a lower bound.

phi is the indicator of |y - x't| <= tau.
"""

from boundcalc.proof import Derivation

proof = Derivation("ols-residual", "Attack on the residual of least squares")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0", "0 < h < 1", "e_1 real")

proof.say(
    "A member's residual is $(1-h)$ times the residual of the fit without it, $h$ the leverage; outside, the variance is larger:"
)
proof.show("1 - h = 1/(1 + h/(1-h))", "Sherman and Morrison: $h/(1-h)$ is the leverage against the other records")
proof.show("(1-h)^2*(1 + h/(1-h)) = 1 - h", "so a member's residual has variance $1-h$ and an outsider's $1 + h/(1-h)$")
test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "what the test gains is at most $\\Delta_\\gamma$",
    use="overfit",
)
proof.conclude(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "with $h \\sim \\mathrm{Beta}(p/2, (n-p)/2)$ for members",
    since=test,
)
