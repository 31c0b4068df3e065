"""The attack on the prediction of least squares: any test of a function of the release and the record is a lower bound.

phi is the indicator of ru - kappa r^2/2 > tau. In standard units; h = x'W^{-1}x with W from the other records of a member,
l = h/(1+h) its leverage, v = x't for the fit without it.
"""

from boundcalc.proof import Derivation

proof = Derivation("ols-prediction", "Attack on the prediction of least squares")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0", "h > 0", "v real", "y real")

proof.say(
    """Given the features, an outsider's prediction is $N(0, h)$ with $h = x'S^{-1}x$, independent of $y$. A member changes the fit
    on the other records, whose prediction $v$ is $N(0,h)$ and independent of $y$, to the prediction $v + l(y - v)$:"""
)
proof.show("v + h/(1+h)*(y - v) = (v + h*y)/(1+h)", "Sherman and Morrison: $l = h/(1+h)$")
proof.show("h/(1+h)^2 = h/(1+h)*(1 - h/(1+h))", "so given $y$ and $l$ it is $N(ly, l(1-l))$")
test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "what the test gains is at most $\\Delta_\\gamma$",
    use="overfit",
)
proof.conclude(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "with $l \\sim \\mathrm{Beta}(p/2, (n-p)/2)$ for members, and $h = l/(1-l)$, $l \\sim \\mathrm{Beta}(p/2, (n-p+1)/2)$, for outsiders",
    since=test,
)
