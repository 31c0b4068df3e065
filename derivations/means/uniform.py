"""The mean of uniform data on (0, 1): given z_1 = z the sum is z + S_{n-1}.

a(s, z) is the density of z + S_{n-1}, m(s) that of S_n, p the data law.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-uniform", "Mean of uniform data, exactly")
proof.given("p[z] probabilities", "a[s,z] probabilities over s", "m[s] probabilities", "gamma > 0", "g >= 1")

above = proof.show(
    "sum(sum(pos(p[z]*a[s,z] - gamma*p[z]*m[s]), s), z) = sum(p[z]*sum(pos(a[s,z] - gamma*m[s]), s), z)",
    "the leakage of one target, averaged",
    use="cond",
    where={"t": "s", "k": "a[s,z]"},
)
proof.say(
    """For $n = 2$: $z_2$ is uniform on $(0,1)$ and the sum has density $s$ on $(0,1)$ and $2-s$ on $(1,2)$. For each $s < 1$ the
    points $z$ with $0 < s - z < 1$ have length $s$, so $E_g$ is twice the integral of $s(1-gs)_+$, whose antiderivative is
    $s^2/2 - g s^3/3$, at $s = 1/g$:"""
)
proof.show("2*((1/g)^2/2 - g*(1/g)^3/3) = 1/(3*g^2)", "one third for $g = 1$")
proof.conclude(
    "sum(sum(pos(p[z]*a[s,z] - gamma*p[z]*m[s]), s), z) = sum(p[z]*sum(pos(a[s,z] - gamma*m[s]), s), z)",
    "releasing the mean or the sum is the same by Theorem \\ref{dpi}; $\\gamma < 1$ likewise",
    since=above,
)
