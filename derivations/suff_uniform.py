"""Uniform data, the maximum m released: given m a member is m with probability 1/n, else uniform on (0, m).

Scale to b = 1. On (0, m) the likelihood ratio is (1-1/n)/m; the maximum has the density n m^(n-1).
"""

from boundcalc.proof import Derivation

proof = Derivation("suff-uniform", "Maximum of uniform data, exactly")
proof.given("n integer >= 1", "0 < m < 1", "c >= 0")

proof.say(
    "The atom contributes $1/n$. On $(0,m)$, whose length is $m$, the member's density exceeds $1$ iff $m < c = 1 - 1/n$:"
)
proof.show("m*pos(c/m - 1) = pos(c - m)", "so given $m$ the rest contributes $(c-m)_+$")
proof.say(
    "Integrate $(c - m)\\,n m^{n-1}$ from $0$ to $c$; the antiderivative is $c\\,m^n - \\frac{n}{n+1} m^{n+1}$, at $m = c$:"
)
proof.conclude("1/n + (c*c^n - n/(n+1)*c^(n+1)) = 1/n + c^(n+1)/(n+1)", "with $c = 1 - 1/n$ this is the statement")
