"""Interpolation leaks everything: alpha = 0 and q = 0 in the overfitting bound."""

from boundcalc.proof import Derivation

proof = Derivation("interpolation", "Interpolation leaks everything")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "gamma > 0")

test = proof.show(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x) <= sum(pos(a[x] - gamma*b[x]), x)",
    "the test that looks whether the record is fitted exactly",
    use="overfit",
)
proof.say("Members are fitted exactly: the first sum is $1$. A fresh $y_0$ has a density given $x_0$ and hits $f(x_0)$ with probability $0$.")
proof.conclude("sum(pos(a[x] - gamma*b[x]), x) <= 1", "so $\\Delta_\\gamma = 1$, its largest value")
