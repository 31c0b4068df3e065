"""Binomial probabilities in balls, in float64 and in mpmath; shared by the functions of this folder."""

from __future__ import annotations

import math
from functools import lru_cache
from math import comb
from typing import Any

import numpy as np
from flint import arb, arb_poly, fmpq, fmpz

from ..numeric.ball import EXACT_BITS, Number, size, to_arb
from ..numeric.contradiction import within
from ..numeric.float64 import UNIT
from ..numeric.kinds import Array, Floats
from ..numeric.multiprecision import mpmath
from ..numeric.precision import current_bits
from ._binomial_tail import upper_sum

# -- balls -------------------------------------------------------------------------------------------------------------


def is_small(n: int, p: Number) -> bool:
    """Whether probabilities of Bin(n, p) are rationals short enough to carry."""
    return isinstance(p, fmpq) and (n + 2) * (size(p) + 1) <= EXACT_BITS


def probability(p: Number) -> Number:
    """p without what its ball has outside [0, 1]; ValueError for one that is certainly outside."""
    if p < 0 or p > 1:
        raise ValueError(f"p must be in [0, 1], got {p}")
    return p if isinstance(p, fmpq) else within(p, 0, 1, "p")


def pmf(k: int, n: int, p: Number) -> Number:
    """P(Bin(n, p) = k)."""
    p = probability(p)
    if not 0 <= k <= n:
        return fmpq(0)
    if isinstance(p, fmpq):
        if p == 0 or p == 1:
            return fmpq(1) if k == (n if p == 1 else 0) else fmpq(0)
        if is_small(n, p):
            return comb(n, k) * p**k * (1 - p) ** (n - k)
    return log_pmf_ball(log_factorial(n), k, n, to_arb(p), to_arb(1 - p)).exp()


def exact_sums(first: int, last: int, n: int, p: fmpq) -> tuple[fmpq, fmpq]:
    """(sum of P(Bin(n, p) = i), sum of i P(Bin(n, p) = i)) over first <= i <= last <= n, 0 < p < 1."""
    a, whole = fmpz(p.p), fmpz(p.q)
    b = whole - a
    term, mass, moment = comb(n, first) * a**first * b ** (n - first), fmpz(0), fmpz(0)
    for i in range(first, last + 1):  # all over one denominator
        mass += term
        moment += i * term
        term = term * ((n - i) * a) // ((i + 1) * b)
    bottom = whole**n
    return fmpq(mass, bottom), fmpq(moment, bottom)


def log_factorial(n: int) -> arb:
    """ln n!."""
    return arb(n + 1).lgamma()


def log_pmf_ball(log_n_factorial: arb, k: int, n: int, p: arb, q: arb) -> arb:
    """ln P(Bin(n, p) = k), given ln n! and q = 1-p; each logarithm is taken from the smaller of p and q."""
    out = log_n_factorial - arb(k + 1).lgamma() - arb(n - k + 1).lgamma()
    if k:
        out += k * ((-q).log1p() if q < p else p.log())
    if n - k:
        out += (n - k) * (q.log() if q < p else (-p).log1p())
    return out


def stirling_ball(k: int) -> arb | None:
    """ln k! - ln(sqrt(2 pi k) (k/e)^k), to about an absolute 2^-bits; None for a k too small for that."""
    plan = _stirling_plan(current_bits(), k.bit_length())
    if plan is None:
        return None
    series, rest = plan
    r = 1 / arb(k)
    return series(r * r) * r + rest


@lru_cache(maxsize=512)
def _stirling_plan(bits: int, length: int) -> tuple[arb_poly, arb] | None:
    """(polynomial with coefficients B_2j/(2j(2j-1)), remainder) of Stirling's series for k >= 2^(length-1).

    The remainder has the sign of the first term left out, and is smaller.
    """
    if 1 << length < 4 * bits:
        return None
    coefficients: list[arb] = []
    for j in range(1, bits):
        c = arb(fmpq.bernoulli(2 * j) / (2 * j * (2 * j - 1)))
        bound = abs(c) * arb(2) ** (-(length - 1) * (2 * j - 1))
        if j > 1 and bound < arb(2) ** -bits:
            return arb_poly(coefficients), arb(0, bound.upper())
        coefficients.append(c)
    return None


def sf(k: int, n: int, p: Number) -> Number:
    """P(Bin(n, p) >= k)."""
    p = probability(p)
    if k <= 0:
        return fmpq(1)
    if k > n:
        return fmpq(0)
    if isinstance(p, fmpq):
        if p == 0 or p == 1:
            return fmpq(int(p.p))
        if is_small(n, p):
            if n - k + 1 <= k:
                return exact_sums(k, n, n, p)[0]
            return 1 - exact_sums(0, k - 1, n, p)[0]
    x, y = to_arb(p), to_arb(1 - p)
    if not (x > 0 and y > 0):
        return arb(0).union(arb(1))
    if x * n > k:
        return 1 - _upper(n - k + 1, n, y, x)
    return _upper(k, n, x, y)


def _upper(k: int, n: int, p: arb, q: arb) -> arb:
    """P(Bin(n, p) >= k) for k at or above the mean."""
    return upper_sum(k, n, p, q, log_pmf_ball(log_factorial(n), k, n, p, q).exp(), arb(1), 0)


# -- float64 -----------------------------------------------------------------------------------------------------------

MAX_FLOAT64_N = 2**53


def _stirling_table() -> Array:
    with mpmath.workdps(40):
        exact = [
            mpmath.loggamma(k + 1) - (k + mpmath.mpf(0.5)) * mpmath.log(k) + k - mpmath.log(2 * mpmath.pi) / 2
            for k in range(1, 16)
        ]
    return np.array([0.0, *map(float, exact)])


_STIRLING_TABLE = _stirling_table()


def stirling_remainder(k: Floats) -> Array:
    """ln k! - ln(sqrt(2 pi k) (k/e)^k) for integers k >= 1, absolute error at most 2^-53."""
    k = np.asarray(k, dtype=np.float64)
    if np.min(k, initial=np.inf) >= 16:
        return stirling_series(1.0 / k)
    series = stirling_series(1.0 / np.maximum(k, 16.0))
    return np.where(k < 16, _STIRLING_TABLE[np.minimum(k, 15).astype(np.int64)], series)


def stirling_series(r: Floats) -> Array:
    """Stirling's remainder at k = 1/r >= 16; the first term left out is at most 1/(1188 * 16^9) < 2e-17."""
    r2 = r * r
    series: Any = r2 * (1 / 1188)  # a scalar or an array, written in place where it is one
    for coefficient in (1 / 1680, 1 / 1260, 1 / 360, 1 / 12):
        series = np.subtract(coefficient, series, out=series if series.ndim else None)
        series *= r2 if coefficient < 1 / 12 else r
    return series


def deviance(x: Floats, m: Floats) -> Array:
    """x ln(x/m) + m - x for x, m > 0 (Loader 2000), relative error at most 256 * 2^-53 plus that of (x - m)/m."""
    with np.errstate(divide="ignore", invalid="ignore"):
        v = (x - m) / (x + m)
        near = np.abs(v) < 0.1
        if near.all():
            return _near_deviance(x, m, v)
        far = x * np.log(x / m) + m - x
    if not near.any():
        return far
    return np.where(near, _near_deviance(x, m, np.where(near, v, 0.0)), far)


def _near_deviance(x: Floats, m: Floats, v: Floats) -> Array:
    """The series of the deviance in v = (x - m)/(x + m), |v| < 0.1."""
    v2: Array = np.square(v)
    largest = float(np.max(v2, initial=0.0))
    terms = min(10, 2 + int(37.0 / -math.log(max(largest, 1e-300))))  # v^(2 terms) < 2^-53
    tail = v2 * (1.0 / (2 * terms + 1))
    for j in range(terms - 1, 0, -1):
        tail = v2 * (tail + 1.0 / (2 * j + 1))
    return (x - m) * v + 2.0 * x * v * tail


def pmf_float64(k: Array, n: float, p: Array) -> tuple[Array, Array]:
    """(P(Bin(n, p) = k), relative error bound) for arrays 0 < k < n, 0 < p < 1 of exact doubles, n <= 2^53."""
    rest = n - k
    m, w = n * p, n * (1.0 - p)
    exponent = deviance(k, m) + deviance(rest, w)
    remainder = stirling_remainder(n) - stirling_remainder(k) - stirling_remainder(rest)
    value = np.sqrt(n / (2 * np.pi * k) / rest) * np.exp(remainder - exponent)
    # n p and n (1-p) are rounded (2 units each), which moves the deviance by |k - np| (1 + p/(1-p)) units.
    error = (64 + 256 * exponent + 8 * np.abs(k - m) / (1.0 - p)) * UNIT
    return value, error
