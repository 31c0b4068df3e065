"""Uniform data, the maximum m released: given m a member is m with probability 1/n, else uniform on (0, m).

Scale to b = 1. On (0, m) the likelihood ratio is s/m, s = 1 - 1/n; the maximum has the density n m^(n-1), and a and b are the
laws P1 and P0.
"""

from boundcalc.proof import Derivation

proof = Derivation("suff-uniform", "Maximum of uniform data, exactly")
proof.given("n integer >= 1", "0 < m < 1", "0 <= s < 1", "gamma > 0", "u >= 0", "a, b probability vectors")

proof.say(
    "The atom contributes $1/n$. On $(0,m)$, whose length is $m$, the member's density exceeds $\\gamma$ iff $\\gamma m < s = 1 - 1/n$:"
)
proof.show("m*pos(s/m - gamma) = pos(s - gamma*m)", "so given $m$ the rest contributes $(s-\\gamma m)_+$")
proof.say(
    "Integrate $(s - \\gamma m)\\,n m^{n-1}$ from $0$ to $u = \\min(1, s/\\gamma)$; the antiderivative is"
    " $s\\,m^n - \\gamma\\frac{n}{n+1} m^{n+1}$, so $E_\\gamma(P_1\\|P_0) = \\frac1n + s\\,u^n - \\gamma\\frac{n}{n+1}u^{n+1}$."
)
proof.show("(s - gamma*m)*n*m^(n-1) = n*s*m^(n-1) - gamma*n/(n+1)*(n+1)*m^n", "term by term")
proof.show(
    "1/n + s*(s/gamma)^n - gamma*n/(n+1)*(s/gamma)^(n+1) = 1/n + s*(s/gamma)^n/(n+1)",
    "for $\\gamma \\geq 1$, where $u = s/\\gamma$: this is $\\Delta_\\gamma$",
)
proof.say("For $\\gamma < 1$ the roles of the two laws are exchanged:")
proof.chain(
    "sum(pos(b[x] - a[x]/gamma), x)",
    ("= sum((pos(a[x] - gamma*b[x]) - a[x] + gamma*b[x])/gamma, x)", "$(-v)_+ = v_+ - v$"),
    ("= (sum(pos(a[x] - gamma*b[x]), x) - 1 + gamma)/gamma", "both laws have mass one"),
)
proof.conclude(
    "1/n + s*u^n - gamma*n/(n+1)*u^(n+1) = 1/n + u^n*(s - gamma*n/(n+1)*u)",
    "the value of $E_\\gamma(P_1\\|P_0)$ for every $\\gamma$",
)
