"""Logarithms of discrete masses in float64 at any size of the parameters, without cancellation (Loader 2000).

scipy's forms lose n log n units in the last place: of Poisson(10^9) the sixth digit, of Poisson(10^15) all.
"""

from __future__ import annotations

import numpy as np

from ..numeric.kinds import Array, Floats
from ._binomial import deviance, stirling_remainder, stirling_series

_HALF_LOG_2PI = 0.9189385332046727


def log_poisson(k: Array, rate: Floats) -> Array:
    """ln P(Poisson(rate) = k), arrays of integers k; -oo for k < 0."""
    k, rate = np.asarray(k, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    j = np.maximum(k, 1.0)
    with np.errstate(over="ignore"):  # of a rate below 1e-308
        out = -stirling_remainder(j) - deviance(j, rate) - _HALF_LOG_2PI - np.log(j) / 2
    return np.where(k > 0, out, np.where(k == 0, -rate, -np.inf))


def log_binomial(k: Array, n: Floats, p: float) -> Array:
    """ln P(Bin(n, p) = k), arrays of integers k and n, 0 <= p <= 1; -oo outside 0 <= k <= n."""
    k, n = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if p in (0, 1):
        return np.where(k == n * p, 0.0, -np.inf)
    inside = (k > 0) & (k < n)
    j, m = np.where(inside, k, 1.0), np.where(inside, n, 2.0)
    out = stirling_remainder(m) - stirling_remainder(j) - stirling_remainder(m - j)
    out = out - deviance(j, m * p) - deviance(m - j, m * (1 - p)) - _HALF_LOG_2PI + np.log(m / j / (m - j)) / 2
    ends = np.where(k == 0, n * np.log1p(-p), np.where(k == n, n * np.log(p), -np.inf))
    return np.where(inside, out, ends)


def log_negative_binomial(k: Array, r: float, q: float) -> Array:
    """ln P(NB(r, q) = k) = ln(Gamma(k+r)/(k! Gamma(r)) q^r (1-q)^k), arrays of integers k, r > 0, 0 < q <= 1."""
    k = np.asarray(k, dtype=np.float64)
    if q == 1:
        return np.where(k == 0, 0.0, -np.inf)
    j = np.maximum(k, 1.0)
    m = j + r
    # r/(r+k) times the binomial mass of r in r+k, for a real r
    out = _remainder(m) - _remainder(r) - stirling_remainder(j) - deviance(r, m * q) - deviance(j, m * (1 - q))
    out = out - _HALF_LOG_2PI + np.log(r / m / j) / 2
    return np.where(k > 0, out, np.where(k == 0, r * np.log(q), -np.inf))


def _remainder(x: Floats) -> Array:
    """`stirling_remainder` of real numbers x > 0."""
    from scipy.special import gammaln

    x = np.asarray(x, dtype=np.float64)
    small = np.minimum(x, 16.0)
    direct = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - _HALF_LOG_2PI
    return np.where(x < 16, direct, stirling_series(1.0 / np.maximum(x, 16.0)))
