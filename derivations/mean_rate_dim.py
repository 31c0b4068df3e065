"""What supports the bound sqrt(d/(2 pi)) on the constant: Gaussian means in d dimensions and the mean of exponential data.

E|Z_d| <= sqrt d is Jensen's inequality; that the constant is the limit is the first-order argument of mean-rate.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-rate-dim", "Rate of a released mean, by the dimension")
proof.given("n in {10, 100, 1000}", "d in {1, 2, 3, 10}")

proof.show("sqrt(2)*Gamma((d+1)/2)/Gamma(d/2) <= sqrt(d)", "$\\mathbb{E}\\|Z_d\\| \\leq \\sqrt d$")
proof.show("ExponentialMean(n) <= sqrt(1/(2*pi*n))", "exponential data, each case by balls")
proof.conclude("GaussianMean(d, 1/sqrt(n)) <= sqrt(d/(2*pi*n))", "Gaussian data, each case by balls")
