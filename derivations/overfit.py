"""Overfitting leaks: the attack that says member iff the loss is at most epsilon.

a and b are the laws P1 and P0, phi the indicator of a small loss; 1-alpha <= P1(phi) and P0(phi) <= q.
"""

from boundcalc.proof import Derivation

proof = Derivation("overfit", "Overfitting leaks")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "0 <= alpha <= 1", "0 <= q <= 1", "gamma > 0", "u, v real")

test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "any test is at most the best one ($\\gamma \\geq 1$)",
)
proof.show(
    "sum((1-phi[x])*b[x], x) - sum((1-phi[x])*a[x], x)/gamma <= sum(pos(b[x] - a[x]/gamma), x)",
    "and for $\\gamma < 1$ its complement",
)
proof.conclude(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "the left side is at least $1 - \\alpha - \\gamma q$",
    since=test,
)
