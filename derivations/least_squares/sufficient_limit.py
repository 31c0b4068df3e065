"""What supports the limit for the Gram matrix: Delta of X'X alone, by quadrature without guarantee.

(X'X, X'y) reveals at least X'X with p features, and at most the Gram matrix of (X, y), which is X'X with p + 1 features:
the leakages of these two enclose it. a = |x|^2, s = a/(x'(X'X)^{-1}x) and the other factors chi^2_{n-p+2}, ...,
chi^2_n of the determinant are independent for an outsider, and the likelihood ratio is a function of them.
"""

import numpy as np
from scipy.special import erf, gammaln

from boundcalc.proof import Derivation, finite

CASES = ((100, 10), (400, 20), (1600, 40))


def log_density(k, v):
    """Of the chi-square law with k degrees of freedom."""
    return (k / 2 - 1) * np.log(v) - v / 2 - k / 2 * np.log(2) - gammaln(k / 2)


def chi_square(k, nodes):
    """Gauss-Legendre nodes in the square root, and their probabilities."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    low, high = np.sqrt(max(1e-12, k - 9 * np.sqrt(2 * k))), np.sqrt(k + 12 * np.sqrt(2 * k))
    u = low + (x + 1) / 2 * (high - low)
    return u**2, w * (high - low) * u * np.exp(log_density(k, u**2))


def gram(n, p):
    """Delta_1 of X'X: E_0 (1 - LR)_+."""
    half, size = 9 * np.sqrt(2 * (p + 1) / n) + 3 * p / n + 1 / 2, 2**14
    step = 2 * half / size
    t = (np.arange(size) - size // 2) * step
    spectrum, middle = np.ones(size, complex), 0.0
    for k in range(n - p + 2, n + 1):  # the sum of the log chi-squares, by convolution
        factor = np.exp(log_density(k, k * np.exp(t))) * k * np.exp(t) * step
        spectrum, middle = spectrum * np.fft.fft(np.fft.ifftshift(factor)), middle + np.log(k)
    law = np.fft.fftshift(np.fft.ifft(spectrum).real)

    (a, first), (s, second) = chi_square(p, 120), chi_square(n - p + 1, 160)
    a = a[:, None]
    inside = a < s
    constant = p / 2 * np.log(2) + gammaln(n / 2) - gammaln((n - p) / 2) - middle / 2
    level = constant + (n - p - 2) / 2 * np.log1p(-np.where(inside, a / s, 0)) + (a - np.log(s)) / 2

    def above(weights):
        """The sum of the weights at points t > 2 level."""
        return np.interp(2 * level, np.append(t, half) - step / 2, np.append(np.cumsum(weights[::-1])[::-1], 0))

    gain = np.where(inside, above(law) - np.exp(level) * above(law * np.exp(-t / 2)), 1)
    return float(first @ gain @ second)


def enclosed():
    """Both ends within the relative distance 3/(2p) of the limit."""
    for i, (n, p) in enumerate(CASES, 1):
        limit = erf(p / (4 * np.sqrt(n)))
        for features in (p, p + 1):
            if not abs(gram(n, features) / limit - 1) <= 3 / (2 * p):
                return finite.Report(str(CASES), i, f"n = {n}, {features} features", "sampled")
    return finite.Report(f"(n, p) in {CASES}", len(CASES), "", "sampled")


proof = Derivation("ols-sufficient-limit", "Releasing the Gram matrix")
proof.given("p integer >= 1")

proof.models("Both ends are within 3/(2p) of the limit, relatively.", enclosed)
proof.say(
    "Normally, $x$ shifts $X'X$ by $xx' - I$, in units of $\\sqrt{2n}$ (Frobenius norm): $\\mu^2 = \\|xx' - I\\|^2/(2n)$."
)
proof.conclude(
    "p*(p+2) - 2*p + p = p^2 + p",
    "$\\mathbb{E}\\|xx' - I\\|^2 = \\mathbb{E}|x|^4 - 2\\mathbb{E}|x|^2 + p$, so $\\mu^2 \\to \\lambda/2$",
)
