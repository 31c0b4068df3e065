"""Binomial data: given the sum, a record is hypergeometric. The sum is S = z + k, N = (n-1) m draws belong to the others."""

from boundcalc.proof import Derivation

proof = Derivation("suff-binomial", "Mean of binomial data, exactly")
proof.given("m integer >= 1", "N integer >= 1", "z integer >= 0", "k integer >= 0", "z <= m", "k <= N", "0 < p < 1")

proof.conclude(
    "binomial(m, z)*p^z*(1-p)^(m-z)*binomial(N, k)*p^k*(1-p)^(N-k)"
    " = binomial(m, z)*binomial(N, k)/binomial(m+N, z+k)*(binomial(m+N, z+k)*p^(z+k)*(1-p)^(m+N-z-k))",
    "the powers agree, so $z_1 \\mid S$ is hypergeometric; now Theorem \\ref{suff}",
)
