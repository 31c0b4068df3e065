"""h_gamma(n, p) in balls, and exactly at small rationals."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flint import arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, floor_range, to_arb
from ...numeric.contradiction import nonnegative, positive_part
from .. import _binomial
from .._binomial_tail import upper_sum
from ..node import need_int


def kernel(n_value: Number, gamma: Number) -> Callable[[Number], Number]:
    """p -> h_gamma(n, p), sharing what depends on n and gamma only."""
    n = need_int(n_value)
    if n < 1:
        raise ValueError(f"n must be an integer of at least 1, got {n}")
    if gamma == 1:
        return _de_moivre(n)
    if gamma > 1:
        return _above(n, gamma)
    if gamma < 1:
        return _below(n, gamma)
    raise PrecisionTooLow("gamma is not certainly on one side of 1")


def _de_moivre(n: int) -> Callable[[Number], Number]:
    """p -> h_1(n, p) = p (1-p) P(Bin(n-1, p) = floor(np)), de Moivre's form."""
    log_factorial = _binomial.log_factorial(n - 1)
    whole = _binomial.stirling_ball(n - 1) if n > 1 else None
    scale = (arb(n - 1) / (2 * arb.pi())).sqrt()

    @lru_cache(maxsize=64)  # atoms come sorted: neighbours share k
    def stirling(k: int) -> tuple[arb, arb] | None:
        # The form of the float64 kernel, where the series is short: log-gammas cost most.
        y = n - 1 - k
        first = _binomial.stirling_ball(k) if whole is not None else None
        second = _binomial.stirling_ball(y) if first is not None else None
        if whole is None or first is None or second is None:
            return None
        return scale / (arb(k) * y).sqrt(), whole - first - second

    def at(k: int, p: Number) -> arb:
        y, x, form = n - 1 - k, to_arb(p), stirling(k)
        if form is None:
            rest = to_arb(1 - p)
            return x * rest * _binomial.log_pmf_ball(log_factorial, k, n - 1, x, rest).exp()
        front, exponent = form
        e = to_arb(p - (n * p - k))
        return x * (1 - x) * front * (exponent + k * (-e / k).log1p() + y * (e / y).log1p()).exp()

    def h(p: Number) -> Number:
        if isinstance(p, fmpq):
            if not 0 < _binomial.probability(p) < 1:
                return fmpq(0)
            k = int((n * p).floor())
            if _binomial.is_small(n, p):
                return p * (1 - p) * _binomial.pmf(k, n - 1, p)
            return at(k, p)
        low, high = floor_range(n * p)
        if high - low > 1 or low < 0 or high > n - 1:
            return _coarse(p)
        # h is continuous: a ball that straddles an integer takes both formulas.
        return at(low, p) if low == high else at(low, p).union(at(high, p))

    return h


def _coarse(p: Number) -> arb:
    """0 <= h <= min(p, 1 - p): for gamma = 1 by symmetry, and h_gamma <= h_1."""
    x = _binomial.probability(to_arb(p))
    return arb(0).union(x.min(1 - x).upper())


def _above(n: int, gamma: Number) -> Callable[[Number], Number]:
    """gamma > 1: h = sum over i >= k of (i/n - gamma p) b_n(i), k = floor(gamma n p) + 1; every term is positive."""
    log_factorial = _binomial.log_factorial(n)

    def h(p: Number) -> Number:
        if isinstance(p, fmpq) and not 0 < _binomial.probability(p) < 1:
            return fmpq(0)
        low, high = floor_range(n * gamma * p)
        if low >= n or not p > 0:
            return fmpq(0) if low >= n else _coarse(p)
        if high > low + 1 or not p < 1:
            return _coarse(p)
        k = low + 1
        if isinstance(p, fmpq) and isinstance(gamma, fmpq) and _binomial.is_small(n, p):
            mass, moment = _binomial.exact_sums(k, n, n, p)
            return moment / n - gamma * p * mass
        x, y = to_arb(p), to_arb(1 - p)
        first = _binomial.log_pmf_ball(log_factorial, k, n, x, y).exp()
        return _excess(k, n, x, y, first, to_arb(k - n * gamma * p), low == high) / n

    return h


def _below(n: int, gamma: Number) -> Callable[[Number], Number]:
    """gamma < 1: h = sum over i <= k of (p - i/(gamma n)) b_n(i), k = floor(gamma n p); every term is positive."""
    log_factorial = _binomial.log_factorial(n)
    g = 1 / gamma

    def h(p: Number) -> Number:
        if isinstance(p, fmpq) and not 0 < _binomial.probability(p) < 1:
            return fmpq(0)
        low, high = floor_range(n * gamma * p)
        if high > low + 1 or low < 0 or not (p > 0 and p < 1):
            return _coarse(p)
        # high, not low: a straddling ball adds the term whose positive part is in the ball.
        k = min(high, n)
        if isinstance(p, fmpq) and isinstance(gamma, fmpq) and _binomial.is_small(n, p):
            mass, moment = _binomial.exact_sums(0, k, n, p)
            return p * mass - g * moment / n
        x, y = to_arb(p), to_arb(1 - p)
        first = _binomial.log_pmf_ball(log_factorial, k, n, x, y).exp()
        return _excess(n - k, n, y, x, first, to_arb(n * gamma * p - k), low == high) / n * to_arb(g)

    return h


def _excess(k: int, n: int, p: arb, q: arb, first: arb, start: arb, sure: bool) -> arb:
    """sum over j >= 0 of (start + j)_+ b(k+j), first = b(k): start is not negative if `sure`, above -1 otherwise."""
    if sure:
        return upper_sum(k, n, p, q, first, nonnegative(start, "an excess over a floor", k, n, p), 1)
    if k == n:
        return first * positive_part(start)
    following = first * (n - k) / (k + 1) * p / q
    return first * positive_part(start) + upper_sum(k + 1, n, p, q, following, positive_part(start + 1), 1)
