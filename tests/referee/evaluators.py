"""Special functions and laws from their definitions, in mpmath: series of positive terms, sums, nothing of ours."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import mpmath
import numpy as np
from mpmath import mp, mpf
from scipy import stats

DIGITS = 45
RELATIVE = Fraction(1, 10**25)
"""What is allowed for the rounding of an evaluator below."""


def real(x: Any) -> mpf:
    """The number at the current precision; texts such as "3/7" are exact until then."""
    q = Fraction(x)
    return mpf(q.numerator) / q.denominator


def slack_of(truth: Any, relative: Fraction = RELATIVE) -> Fraction:
    """relative |truth|, exactly."""
    from .verdicts import fraction

    return abs(fraction(truth)) * relative


def gamma_lower(a: mpf, x: mpf) -> mpf:
    """P(a, x) = x^a e^-x sum_k x^k / Gamma(a+k+1)."""
    if x <= 0:
        return mpf(0)
    term = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    total, k = mpf(0), 0
    while True:
        total += term
        k += 1
        term = term * x / (a + k)
        if x < a + k and term < total * mp.eps * (1 - x / (a + k)):
            return total


def gamma_upper(a: mpf, x: mpf) -> mpf:
    """Q = 1 - P with as many more digits as the subtraction loses."""
    if x <= 0:
        return mpf(1)
    lost = int(max(0, x - a * mp.log(x / a + 1) + 10) / 2.3) + 20
    with mp.workdps(mp.dps + lost):
        return 1 - gamma_lower(a, x)


def beta_lower(a: mpf, b: mpf, x: mpf) -> mpf:
    """I_x(a, b) = x^a (1-x)^b / (a B(a, b)) sum_k (a+b)_k / (a+1)_k x^k."""
    if x <= 0:
        return mpf(0)
    if x >= 1:
        return mpf(1)
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    term = mp.exp(a * mp.log(x) + b * mp.log1p(-x) - log_beta) / a
    total, k = mpf(0), 0
    while True:
        total += term
        ratio = (a + b + k) / (a + 1 + k) * x
        term *= ratio
        k += 1
        if ratio < 1 and term < total * mp.eps * (1 - max(ratio, x)):
            return total


def normal_cdf(x: mpf) -> mpf:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def binomial_pmf(k: int, n: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k) if 0 <= k <= n else Fraction(0)


def binomial_sf(k: int, n: int, p: Fraction) -> Fraction:
    return sum((binomial_pmf(j, n, p) for j in range(max(k, 0), n + 1)), Fraction(0))


def log_binomial_pmf(k: int, n: int, p: mpf) -> mpf:
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p)


def large_binomial_sf(k: int, n: int, p: mpf) -> mpf:
    """P(Bin(n, p) >= k) for large n: the terms from the larger one down until they no longer count."""
    if k <= 0:
        return mpf(1)
    if k > n:
        return mpf(0)
    if k <= n * p:
        return 1 - _binomial_run(k - 1, -1, n, p)
    return _binomial_run(k, 1, n, p)


def _binomial_run(k: int, step: int, n: int, p: mpf) -> mpf:
    term, total, odds = mp.exp(log_binomial_pmf(k, n, p)), mpf(0), p / (1 - p)
    while 0 <= k <= n:
        total += term
        term *= odds * (n - k) / (k + 1) if step > 0 else k / (odds * (n - k + 1))
        k += step
        if term < total * mp.eps / 100:
            break
    return total


Cdf = Callable[..., Any]

# kind -> (log-density, P(X <= x), P(X > x), support) at mpf arguments x, *parameters.
CONTINUOUS: dict[str, tuple[Cdf, Cdf, Cdf, Callable[..., tuple[Any, Any]]]] = {
    "Normal": (
        lambda x, m, s: -(((x - m) / s) ** 2) / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2,
        lambda x, m, s: normal_cdf((x - m) / s),
        lambda x, m, s: normal_cdf((m - x) / s),
        lambda m, s: (-mp.inf, mp.inf),
    ),
    "Exponential": (
        lambda x, r: mp.log(r) - r * x,
        lambda x, r: -mp.expm1(-r * x),
        lambda x, r: mp.exp(-r * x),
        lambda r: (mpf(0), mp.inf),
    ),
    "Gamma": (
        lambda x, a, r: a * mp.log(r) - mp.loggamma(a) + (a - 1) * mp.log(x) - r * x,
        lambda x, a, r: gamma_lower(a, r * x),
        lambda x, a, r: gamma_upper(a, r * x),
        lambda a, r: (mpf(0), mp.inf),
    ),
    "ChiSquare": (
        lambda x, k: -k / 2 * mp.log(2) - mp.loggamma(k / 2) + (k / 2 - 1) * mp.log(x) - x / 2,
        lambda x, k: gamma_lower(k / 2, x / 2),
        lambda x, k: gamma_upper(k / 2, x / 2),
        lambda k: (mpf(0), mp.inf),
    ),
    "Laplace": (
        lambda x, m, b: -abs(x - m) / b - mp.log(2 * b),
        lambda x, m, b: mp.exp((x - m) / b) / 2 if x < m else 1 - mp.exp((m - x) / b) / 2,
        lambda x, m, b: mp.exp((m - x) / b) / 2 if x > m else 1 - mp.exp((x - m) / b) / 2,
        lambda m, b: (-mp.inf, mp.inf),
    ),
    "Logistic": (
        lambda x, m, s: -abs(x - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-abs(x - m) / s)),
        lambda x, m, s: 1 / (1 + mp.exp((m - x) / s)),
        lambda x, m, s: 1 / (1 + mp.exp((x - m) / s)),
        lambda m, s: (-mp.inf, mp.inf),
    ),
    "Cauchy": (
        lambda x, m, s: -mp.log(mp.pi * s * (1 + ((x - m) / s) ** 2)),
        lambda x, m, s: mp.atan2(s, m - x) / mp.pi,
        lambda x, m, s: mp.atan2(s, x - m) / mp.pi,
        lambda m, s: (-mp.inf, mp.inf),
    ),
    "Uniform": (
        lambda x, a, b: -mp.log(b - a),
        lambda x, a, b: (x - a) / (b - a),
        lambda x, a, b: (b - x) / (b - a),
        lambda a, b: (a, b),
    ),
    "Beta": (
        lambda x, a, b: (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - mp.log(mp.beta(a, b)),
        lambda x, a, b: beta_lower(a, b, x),
        lambda x, a, b: beta_lower(b, a, 1 - x),
        lambda a, b: (mpf(0), mpf(1)),
    ),
    "LogNormal": (
        lambda x, m, s: -(((mp.log(x) - m) / s) ** 2) / 2 - mp.log(s * x) - mp.log(2 * mp.pi) / 2,
        lambda x, m, s: normal_cdf((mp.log(x) - m) / s),
        lambda x, m, s: normal_cdf((m - mp.log(x)) / s),
        lambda m, s: (mpf(0), mp.inf),
    ),
    "Weibull": (
        lambda x, k, s: mp.log(k / s) + (k - 1) * mp.log(x / s) - (x / s) ** k,
        lambda x, k, s: -mp.expm1(-((x / s) ** k)),
        lambda x, k, s: mp.exp(-((x / s) ** k)),
        lambda k, s: (mpf(0), mp.inf),
    ),
    "Pareto": (
        lambda x, a, m: mp.log(a) + a * mp.log(m) - (a + 1) * mp.log(x),
        lambda x, a, m: -mp.expm1(a * mp.log(m / x)),
        lambda x, a, m: (m / x) ** a,
        lambda a, m: (m, mp.inf),
    ),
    "StudentT": (
        lambda x, k: (
            mp.loggamma((k + 1) / 2) - mp.loggamma(k / 2) - mp.log(k * mp.pi) / 2 - (k + 1) / 2 * mp.log1p(x * x / k)
        ),
        lambda x, k: _student(x, k),
        lambda x, k: _student(-x, k),
        lambda k: (-mp.inf, mp.inf),
    ),
}


def _student(x: mpf, k: mpf) -> mpf:
    """P(T <= x) by the beta law of k/(k + T^2)."""
    if x == 0:
        return mpf(1) / 2
    inside = beta_lower(mpf(1) / 2, k / 2, x * x / (k + x * x))
    tail = beta_lower(k / 2, mpf(1) / 2, k / (k + x * x)) / 2
    return tail if x < 0 else (1 + inside) / 2


def _zipf(k: int, s: mpf, count: mpf) -> mpf:
    return -s * mp.log(k) - mp.log(mp.fsum(mpf(j) ** -s for j in range(1, int(count) + 1)))


# kind -> (log-mass at the integer k, first index, last index or None) at mpf parameters.
DISCRETE: dict[str, tuple[Cdf, Callable[..., int], Callable[..., int | None]]] = {
    "Bernoulli": (lambda k, p: mp.log(p if k else 1 - p), lambda p: 0, lambda p: 1),
    "Binomial": (lambda k, n, p: log_binomial_pmf(k, int(n), p), lambda n, p: 0, lambda n, p: int(n)),
    "DiscreteUniform": (lambda k, a, b: -mp.log(b - a + 1), lambda a, b: int(a), lambda a, b: int(b)),
    "Geometric": (lambda k, q: mp.log(q) + (k - 1) * mp.log1p(-q), lambda q: 1, lambda q: None),
    "NegativeBinomial": (
        lambda k, r, q: mp.loggamma(k + r) - mp.loggamma(r) - mp.loggamma(k + 1) + r * mp.log(q) + k * mp.log1p(-q),
        lambda r, q: 0,
        lambda r, q: None,
    ),
    "Poisson": (lambda k, x: k * mp.log(x) - x - mp.loggamma(k + 1), lambda x: 0, lambda x: None),
    "Zeta": (lambda k, s: -s * mp.log(k) - mp.log(mpmath.zeta(s)), lambda s: 1, lambda s: None),
    "Zipf": (_zipf, lambda s, count: 1, lambda s, count: int(count)),
}


def parse(text: str) -> tuple[str, list[Fraction]]:
    """Kind and parameters of a law written ``Kind(1, 3/7)``."""
    kind, inside = text[:-1].split("(", 1)
    return kind, [Fraction(part.strip()) for part in inside.split(",")]


def quantiles(law: Any, shares: Any) -> np.ndarray:
    """scipy's quantiles; infinite where they lie beyond 10^6 on a lattice, since scipy lists all values up to them."""
    levels = np.asarray(shares, float)
    if not isinstance(law.dist, stats.rv_discrete):
        return np.asarray(law.ppf(levels), float)
    places, near = np.full(levels.shape, np.inf), levels <= law.cdf(10**6)
    places[near] = law.ppf(levels[near])
    return places
