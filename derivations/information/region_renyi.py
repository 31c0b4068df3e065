"""The largest p - gamma q of two coins whose Renyi divergence of order a is at most x.

p and q are the true- and false-positive rates of a test, M = e^((a-1) x), and by Theorem region
q (p/q)^a + (1-q) ((1-p)/(1-q))^a <= M for a > 1 (>= M for a < 1). R = r^a, S = s^a, U = r^(a-1) and V = s^(a-1) for any
r > s > 0 with gamma = ((a-1)/a) (R-S)/(U-V); v = p/(q r), and m = 1 + (v^a - 1)/a.
"""

from boundcalc.proof import Derivation

proof = Derivation("region-renyi", "Renyi information, sharply")
proof.given("a > 1", "gamma > 0", "p real", "q real", "M real", "U > 0", "V > 0", "R > 0", "S > 0", "v > 0", "m > 0")

proof.say(
    "The tangent of $u^a$ at $r$ lies below it, $u^a \\geq a r^{a-1} u - (a-1) r^a$: with $u = vr$ this is "
    "$v^a \\geq 1 + a(v-1)$, or $v \\leq m = 1 + (v^a-1)/a$. The logarithm lies under its tangent,"
)
proof.show("log(v) <= v - 1", "at $v^a/m$, with weight $1/a$, and at $1/m$, with weight $1 - 1/a$:")
proof.given("y real", "z real", "y/a + (1 - 1/a)*z <= (v/m - 1)/a + (1 - 1/a)*(1/m - 1)", "m = 1 + (v - 1)/a")
proof.show(
    "y/a + (1 - 1/a)*z <= 0",
    "$y = \\ln(v^a/m)$ and $z = -\\ln m$, and $v$ stands for $v^a$ in this line: so $\\ln v \\leq \\ln m$",
)
proof.say(
    "At $u = p/q$ with $r$, times $q$, and at $u = (1-p)/(1-q)$ with $s$, times $1-q$, the tangents add up to the divergence; "
    "$(a-1)(R-S) = a\\gamma(U-V)$:"
)
proof.given("a*U*p - a*gamma*(U-V)*q - (a-1)*S + a*V*(1-p) <= M", "V < U")
proof.conclude(
    "p - gamma*q <= (M - a*V + (a-1)*S)/(a*(U-V))",
    "collecting $p$ and $q$. For $a < 1$ power and tangents change sides and $U - V$ changes its sign: the same bound. Both "
    "tangents touch when $p = rq$ and $1-p = s(1-q)$, so $p - \\gamma q$ is reached where the divergence is $x$; if no such "
    "coins are left ($a > 1$, $\\gamma \\leq (a-1)e^x/a$) the edge is steeper than $\\gamma$ up to $p = 1$, $q = e^{-x}$",
)
