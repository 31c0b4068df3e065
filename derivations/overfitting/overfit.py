"""Overfitting leaks: the attack that says member iff the loss is at most epsilon.

a and b are the laws P1 and P0, phi the indicator of a small loss; 1-alpha <= P1(phi) and P0(phi) <= q.
"""

from boundcalc.proof import Derivation

proof = Derivation("overfit", "Overfitting leaks")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "0 <= alpha <= 1", "0 <= q <= 1", "gamma > 0")
proof.given("A, B real", "1 - alpha <= A", "B <= q")

test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "any test is at most the best one ($\\gamma \\geq 1$)",
)
proof.show(
    "sum((1-phi[x])*b[x], x) - sum((1-phi[x])*a[x], x)/gamma <= sum(pos(b[x] - a[x]/gamma), x)",
    "and for $\\gamma < 1$ its complement",
)
proof.show(
    "1 - alpha - gamma*q <= A - gamma*B",
    "with $A$ and $B$ the two sums: the left side of the first at $\\gamma \\geq 1$",
)
proof.show("1 - q - alpha/gamma <= (1-B) - (1-A)/gamma", "and that of the second, for $\\gamma < 1$")
proof.conclude(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "so $\\Delta_\\gamma \\geq 1 - \\alpha\\max(1,1/\\gamma) - q\\max(1,\\gamma)$",
    since=test,
)
