"""Gamma data of shape a: the likelihood ratio of the sum s and a member z = u s; b = (n-1) a is the shape of the others."""

from boundcalc.proof import Derivation

proof = Derivation("mean-gamma", "Mean of gamma data, exactly")
proof.given("a > 0", "b > 0", "s > 0", "0 < u < 1")

proof.conclude(
    "(s*(1-u))^(b-1)*exp(-s*(1-u))/Gamma(b)/(s^(a+b-1)*exp(-s)/Gamma(a+b))"
    " = (1-u)^(b-1)*Gamma(a+b)/Gamma(b)*exp(u*s)/s^a",
    "the law of the sum given $z$ over the law of the sum; by Theorem \\ref{suff} its divergence is $\\Delta_\\gamma$",
)
