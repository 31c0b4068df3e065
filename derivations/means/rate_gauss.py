"""What supports sqrt(n) Delta -> E|Z_d|/sqrt(2 pi) for Gaussian means: certified distances for d = 1, 2."""

from boundcalc.proof import Derivation

proof = Derivation("mean-rate-gauss", "Rate of a Gaussian mean")
proof.given("n in {10, 100, 1000, 10000}")

proof.show("abs(pi*sqrt(n)*GaussianMean(1, 1/sqrt(n)) - 1) <= 2/sqrt(n)", "in dimension one the limit is $1/\\pi$")
proof.conclude("abs(2*sqrt(n)*GaussianMean(2, 1/sqrt(n)) - 1) <= 2/sqrt(n)", "in dimension two it is $1/2$")
