"""Continuous data, worst case: a test that is never wrong.

a and b are the laws P1 and P0, phi the indicator of the test.
"""

from boundcalc.proof import Derivation

proof = Derivation("continuous-worst", "Continuous data, worst case")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0", "A, B, D real")
proof.given("A - gamma*B <= D", "A = 1", "B = 0", "D <= 1")

proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "the test whether the point is in the support of the released empirical law",
    use="overfit",
)
proof.say(
    "Members always are: the first sum is $1$. A fresh record of a law without atoms hits a given finite set with probability $0$."
)
proof.conclude("D = 1", "with $A$ and $B$ the two sums and $D = \\Delta_\\gamma$, at most one; $\\gamma < 1$ likewise")
