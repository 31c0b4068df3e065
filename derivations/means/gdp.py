"""What supports Delta -> 2 Phi(sqrt(tau)/2) - 1 as d/n -> tau: certified distances at tau = 1 and 1/10."""

from boundcalc.proof import Derivation

proof = Derivation("mean-gdp", "Gaussian mean in many dimensions")
proof.given("n in {10, 100, 1000}")

proof.show("abs(GaussianMean(n, 1/sqrt(n)) - erf(1/sqrt(8))) <= 1/n", "at $d = n$")
proof.conclude("abs(GaussianMean(n/10, 1/sqrt(n)) - erf(1/sqrt(80))) <= 1/n", "at $d = n/10$")
