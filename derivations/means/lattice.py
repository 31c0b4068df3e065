"""The mean of lattice data: given z_1 = z the sum is z + S_{n-1}.

a(s, z) is the law of z + S_{n-1}, m(s) that of S_n, p the data law.
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("mean-lattice", "Mean of lattice data, exactly")
proof.given("p[z] probabilities", "a[s,z] probabilities over s", "m[s] probabilities", "gamma > 0")

above = proof.show(
    "sum(sum(pos(p[z]*a[s,z] - gamma*p[z]*m[s]), s), z) = sum(p[z]*sum(pos(a[s,z] - gamma*m[s]), s), z)",
    "the leakage of one target, averaged",
    use="cond",
    where={"t": "s", "k": "a[s,z]"},
)
proof.models("The conditional form holds on small models.", lambda: finite.exhaust(finite.conditional))
proof.conclude(
    "sum(sum(pos(p[z]*a[s,z] - gamma*p[z]*m[s]), s), z) = sum(p[z]*sum(pos(a[s,z] - gamma*m[s]), s), z)",
    "releasing the mean or the sum is the same by Theorem \\ref{dpi}; $\\gamma < 1$ likewise",
    since=above,
)
