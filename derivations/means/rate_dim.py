"""What supports the bound sqrt(d/(2 pi)) on the constant: Gaussian means in d dimensions.

E|Z_d| <= sqrt d is Jensen's inequality; that the constant is the limit is the first-order argument of mean-rate.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-rate-dim", "Rate of a released mean, by the dimension")
proof.given("rho in {1/3, 1/10, 1/30}", "d in {2, 4, 10}")

proof.show("sqrt(2)*Gamma((d+1)/2)/Gamma(d/2) <= sqrt(d)", "$\\mathbb{E}\\|Z_d\\| \\leq \\sqrt d$")
proof.conclude("GaussianMean(d, rho) <= rho*sqrt(d/(2*pi))", "Gaussian data, $\\rho = 1/\\sqrt n$, each case by balls")
