"""Exponential data: the likelihood ratio of the sum s and a member z = u s.

Given z the sum of the n-1 others is Gamma(n-1) at s - z = s(1-u).
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-exp", "Mean of exponential data, exactly")
proof.given("n integer >= 2", "s > 0", "0 < u < 1")

proof.conclude(
    "(s*(1-u))^(n-2)*exp(-s*(1-u))/factorial(n-2)/(s^(n-1)*exp(-s)/factorial(n-1)) = (n-1)*(1-u)^(n-2)*exp(u*s)/s",
    "the law of the sum given $z$ over the law of the sum; by Theorem \\ref{suff} its divergence is $\\Delta_\\gamma$",
)
