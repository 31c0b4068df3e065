"""Poisson data: given the sum, a record is binomial. The sum is S = z + k, k the sum of the others."""

from boundcalc.proof import Derivation

proof = Derivation("suff-poisson", "Mean of Poisson data, exactly")
proof.given("n integer >= 2", "z integer >= 0", "k integer >= 0", "lam > 0")

proof.say(
    "The sum of the other records is Poisson with mean $(n-1)\\lambda$, the sum of all with mean $n\\lambda$; the exponentials cancel."
)
proof.conclude(
    "lam^z/factorial(z)*((n-1)*lam)^k/factorial(k) = binomial(z+k, z)*(1/n)^z*((n-1)/n)^k*(n*lam)^(z+k)/factorial(z+k)",
    "so $z_1 \\mid S \\sim \\mathrm{Bin}(S, 1/n)$; now Theorem \\ref{suff}, the sum being a function of the mean",
)
