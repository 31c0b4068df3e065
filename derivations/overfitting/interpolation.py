"""Interpolation leaks everything: alpha = 0 and q = 0 in the overfitting bound."""

from boundcalc.proof import Derivation

proof = Derivation("interpolation", "Interpolation leaks everything")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0", "A, B, D real")
proof.given("A - gamma*B <= D", "A = 1", "B = 0", "D <= 1")

test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "the test that looks whether the record is fitted exactly",
    use="overfit",
)
proof.say(
    "Members are fitted exactly: the first sum is $1$. A fresh $y_0$ has a density given $x_0$ and hits $f(x_0)$ with probability $0$."
)
proof.conclude("D = 1", "with $A$ and $B$ the two sums and $D = \\Delta_\\gamma$, at most one; $\\gamma < 1$ likewise")
