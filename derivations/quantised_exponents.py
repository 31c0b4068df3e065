"""Quantised models: if the release is almost constant, little leaks.

a(x), b(x) are the laws of (theta, z) for members and outsiders; x ranges over pairs with theta = theta_1 and the others.
"""

from boundcalc.proof import Derivation

proof = Derivation("quantised-exponents", "Quantised models")
proof.given("a[t,z] probabilities", "b[t,z] probabilities", "0 <= h[t] <= 1", "s <= 0", "x <= 0", "v >= 0")

proof.say(
    "Let $h$ be the indicator of $\\theta \\neq \\theta_1$. Off that event the two laws of $z$ differ only by what the event takes away:"
)
proof.show(
    "sum(sum(h[t]*pos(a[t,z] - b[t,z]), t), z) <= sum(sum(h[t]*a[t,z], t), z)",
    "on the event, at most $P(\\theta \\neq \\theta_1)$",
)
proof.show(
    "sum(sum((1-h[t])*(a[t,z] - b[t,z]), t), z) = sum(sum(h[t]*(b[t,z] - a[t,z]), t), z)",
    "off the event, the masses balance",
)
proof.say(
    "Both parts of $\\Delta$ are at most $P(\\theta\\neq\\theta_1)$, and $\\theta = \\theta_k$ needs $\\sum_i D_k(z_i) \\leq 0$ (Chernoff):"
)
proof.show("0 <= s*x", "for $s \\leq 0$ and a sum $x \\leq 0$")
proof.show("1 + v <= exp(v)", "so $1 \\leq e^{sx}$ on the event")
proof.conclude(
    "sum(sum(h[t]*pos(a[t,z] - b[t,z]), t), z) <= sum(sum(h[t]*a[t,z], t), z)",
    "with $P(\\theta=\\theta_k) \\leq \\mathbb{E}e^{s \\sum_i D_k(z_i)} = e^{-nL_k}$ at the best $s$",
)
