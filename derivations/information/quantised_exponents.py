"""Quantised models: if the release is almost constant, little leaks.

u is the law of a record z, c(z) the probability of theta != theta_1 given z_1 = z, and m = sum u c = P(theta != theta_1).
a, b are the laws of (theta, z) for members and outsiders over the values theta != theta_1, x and y the two parts of Delta.
"""

from boundcalc.proof import Derivation

proof = Derivation("quantised-exponents", "Quantised models")
proof.given("u[z] probabilities", "0 <= c[z] <= 1", "0 <= m <= 1", "a[t,z] probabilities", "0 <= b[t,z]")
proof.given("s <= 0", "w <= 0", "v >= 0", "D real", "x real", "y real", "D <= x + y", "x <= m", "y <= m")

proof.say("At $\\theta = \\theta_1$ the laws of $(\\theta, z)$ are $u(1-c)$ and $u(1-m)$:")
proof.chain(
    "sum(pos(u[z]*(1-c[z]) - u[z]*(1-m)), z)",
    ("<= sum(u[z]*m, z)", "$m - c \\leq m$, term by term"),
    ("= m", "$u$ has mass one; so $x \\leq m$"),
)
proof.say("At the other values the positive part is at most the mass of members:")
proof.show(
    "sum(sum(pos(a[t,z] - b[t,z]), t), z) <= sum(sum(a[t,z], t), z)",
    "term by term; the right side is $P(\\theta \\neq \\theta_1)$ in any scale, so $y \\leq m$",
)
proof.say("And $\\theta = \\theta_k$ needs $w = \\sum_i D_k(z_i) \\leq 0$ (Chernoff):")
proof.show("0 <= s*w", "for $s \\leq 0$ and a sum $w \\leq 0$")
proof.show(
    "1 + v <= exp(v)", "so $1 \\leq e^{sw}$ on the event, and $P(\\theta=\\theta_k) \\leq e^{-nL_k}$ at the best $s$"
)
proof.conclude("D <= 2*m", "the two parts together, with $m \\leq \\sum_k e^{-nL_k}$; other $\\gamma$ are below")
