"""Minimum-norm interpolation: a test that is never wrong.

a and b are the laws P1 and P0, phi the indicator of the test.
"""

from boundcalc.proof import Derivation

proof = Derivation("ols-minimum-norm", "Minimum-norm interpolation")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0", "A, B, D real")
proof.given("A - gamma*B <= D", "A = 1", "B = 0", "D <= 1")

proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "the test whether the residual is zero",
    use="overfit",
)
proof.say(
    "For $p \\geq n$ every training residual is $0$: the first sum is $1$. The noise of a fresh record has a density: the second is $0$."
)
proof.conclude("D = 1", "with $A$ and $B$ the two sums and $D = \\Delta_\\gamma$, at most one; $\\gamma < 1$ likewise")
