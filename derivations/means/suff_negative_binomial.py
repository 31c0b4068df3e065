"""Negative binomial data: given the sum, a record is negative hypergeometric. The sum is z + k, R = (n-1) r."""

from boundcalc.proof import Derivation

proof = Derivation("suff-negative-binomial", "Mean of negative binomial data, exactly")
proof.given("r integer >= 1", "R integer >= 1", "z integer >= 0", "k integer >= 0", "0 < q < 1")

proof.conclude(
    "binomial(z+r-1, z)*q^r*(1-q)^z*binomial(k+R-1, k)*q^R*(1-q)^k"
    " = binomial(z+r-1, z)*binomial(k+R-1, k)*q^(r+R)*(1-q)^(z+k)",
    "divide by the law of the sum, whose powers of $q$ and $1-q$ are the same; now Theorem \\ref{suff}",
)
