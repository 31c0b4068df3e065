"""Geometric data on 1, 2, ...: given the sum, a record is negative hypergeometric. The sum is z + k."""

from boundcalc.proof import Derivation

proof = Derivation("suff-geometric", "Mean of geometric data, exactly")
proof.given("n integer >= 2", "z integer >= 1", "k integer >= 1", "0 < q < 1")

proof.say("The sum of $n$ records is negative binomial: $\\binom{s-1}{n-1} q^n (1-q)^{s-n}$.")
proof.conclude(
    "q*(1-q)^(z-1)*binomial(k-1, n-2)*q^(n-1)*(1-q)^(k-n+1) = binomial(k-1, n-2)*q^n*(1-q)^(z+k-n)",
    "divide by the law of the sum: $\\binom{s-z-1}{n-2}/\\binom{s-1}{n-1}$, free of $q$; now Theorem \\ref{suff}",
)
