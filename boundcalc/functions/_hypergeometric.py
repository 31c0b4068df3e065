"""Hypergeometric probabilities, exactly for small tables, in balls: T of the M records of a cell among n drawn of N."""

from __future__ import annotations

from functools import lru_cache
from math import comb

from flint import arb, fmpq

from ..numeric.ball import Number, to_arb
from ..numeric.contradiction import positive_part
from ..numeric.precision import current_bits

_EXACT = 1 << 12
"""The largest N whose probabilities are carried as rationals: their denominator is a binomial coefficient of N."""


def pmf(k: int, whole: int, cell: int, n: int) -> Number:
    """P(T = k) = C(M, k) C(N-M, n-k) / C(N, n), N = `whole`, M = `cell`."""
    if not max(0, n - (whole - cell)) <= k <= min(cell, n):
        return fmpq(0)
    if whole <= _EXACT:
        return fmpq(comb(cell, k) * comb(whole - cell, n - k), comb(whole, n))
    bits = current_bits()
    return (_log_comb(cell, k, bits) + _log_comb(whole - cell, n - k, bits) - _log_comb(whole, n, bits)).exp()


@lru_cache(maxsize=1 << 12)
def _log_comb(n: int, k: int, bits: int) -> arb:
    return _log_factorial(n, bits) - _log_factorial(k, bits) - _log_factorial(n - k, bits)


@lru_cache(maxsize=1 << 12)
def _log_factorial(n: int, bits: int) -> arb:
    return arb(n + 1).lgamma()


def upper_sum(k: int, whole: int, cell: int, n: int, a: Number, c: Number) -> Number:
    """``sum_{j >= 0} (a + c j)_+ P(T = k+j)``, c >= 0: exact for small tables and rational a, c.

    A ball a that reaches below 0 counts with its positive part; a + c must not be negative.
    """
    first, last = max(k, 0, n - (whole - cell)), min(cell, n)
    a, k = a + c * (first - k), first
    if k > last:
        return fmpq(0)
    if whole <= _EXACT and isinstance(a, fmpq) and isinstance(c, fmpq):
        total = fmpq(0)
        weight = comb(cell, k) * comb(whole - cell, n - k)
        for t in range(k, last + 1):
            total += max(a + c * (t - k), fmpq(0)) * weight
            weight = weight * (cell - t) * (n - t) // ((t + 1) * (whole - cell - n + t + 1)) if t < last else 0
        return total / comb(whole, n)
    start, step = to_arb(a), to_arb(c)
    weight, total, small = arb(1), positive_part(start), arb(2) ** (-current_bits() - 8)
    for j in range(1, last - k + 1):
        t = k + j
        weight = weight * ((cell - t + 1) * (n - t + 1)) / (t * (whole - cell - n + t))
        total += (start + step * j) * weight
        if j % 16 == 0 or j > 64:
            r = arb((cell - t) * (n - t)) / ((t + 1) * (whole - cell - n + t + 1))
            if r < 1:
                # Later ratios are smaller than r, so the rest is below a geometric series.
                rest = weight * ((start + step * j) * r / (1 - r) + step * r / (1 - r) ** 2)
                if rest < small * total:
                    total += arb(0).union(rest.upper())
                    break
    return to_arb(pmf(k, whole, cell, n)) * total


def at_least(k: int, whole: int, cell: int, n: int) -> Number:
    """P(T >= k): summed from the nearer end."""
    if k * whole <= n * cell:  # below the mean: what is missing, counted from the other end (M - T among N - n)
        return 1 - upper_sum(cell - k + 1, whole, cell, whole - n, fmpq(1), fmpq(0))
    return upper_sum(k, whole, cell, n, fmpq(1), fmpq(0))
