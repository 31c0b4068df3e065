"""Calibrating regressions: how many features, how much data, penalty or noise for a wanted security."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import sympy as sp

from ..functions.least_squares.exact import LeastSquaresDelta, rates
from ..numeric import Enclosure, evaluate
from ..numeric.exact import shown, to_integer, to_rational
from ..numeric.kinds import NumberLike
from ..theorems.least_squares.limit import limit, limit_test
from ..theorems.least_squares.noise import noise_limit
from ..theorems.least_squares.ridge import ridge_limit
from ..tradeoff import TradeOff

_MAX_N = 10**6
_DOUBT = 1e-5  # one coarse quadrature decides beyond this


def largest_p(n: NumberLike, security: NumberLike, exact: bool = True) -> int:
    r"""The largest number of features with Sec = 1 - Delta at least `security` for least squares on n records.

    `exact`: by the finite-n value (quadratures, not certified), else by the limit p/n -> c (label: limit). Delta is
    taken to grow with p, as the limit does. 0 when one feature is too many. Raises ValueError unless n >= 2 and
    0 < security < 1.

    >>> largest_p(1000, "0.9", exact=False)
    79
    """
    size, allowed = to_integer(n, "n", 2), _allowed(security)
    return _last(lambda p: _within(size, p, allowed, exact), size - 1)


def smallest_n(p: NumberLike, security: NumberLike, exact: bool = True) -> int:
    r"""The smallest number of records with Sec at least `security` for least squares with p features.

    `exact` as in `largest_p`; Delta is taken to fall with n. Raises ValueError unless 0 < security < 1, or when more
    than 10^6 records are needed.

    >>> smallest_n(79, "0.9", exact=False)
    997
    """
    features, allowed = to_integer(p, "p"), _allowed(security)

    def enough(n: int) -> bool:
        return _within(n, features, allowed, exact)

    low, high = features, 2 * features + 1
    while not enough(high):
        low, high = high, 2 * high
        if high > _MAX_N:
            raise ValueError(f"no n up to {_MAX_N} reaches security {security} with p = {features}")
    return low + 1 + _last(lambda step: not enough(low + step), high - low)


def ridge_penalty(n: NumberLike, p: NumberLike, security: NumberLike) -> Fraction:
    r"""The smallest penalty (3 digits, rounded up) at which the limit of ridge regression has Sec at least `security`.

    Label: **heuristic** (the limit's lower bound is proved, its equality is not): a penalty below this is certainly too
    small for large n, one above it may be. Raises ValueError when no penalty is enough: heavy ridge still leaks.

    >>> ridge_penalty(1000, 500, "0.75")
    Fraction(1630, 1)
    """
    size, features, allowed = to_integer(n, "n"), to_integer(p, "p"), _allowed(security)
    c = sp.Rational(features, size)
    return size * _dose(
        lambda level: ridge_limit(c, level, sp.S.One), allowed, f"no penalty reaches security {security}"
    )


def release_noise(n: NumberLike, p: NumberLike, security: NumberLike) -> Fraction:
    r"""The smallest `noise` of `LeastSquares(noise=...)` (to 3 digits) at which its limit has Sec at least `security`.

    Label: **heuristic**, as `ridge_penalty`. Raises ValueError unless n > p and 0 < security < 1.

    >>> release_noise(1000, 500, "0.9")
    Fraction(301, 100)
    """
    size, features, allowed = to_integer(n, "n", 2), to_integer(p, "p"), _allowed(security)
    if features >= size:
        raise ValueError(f"n must be more than p = {features}, got {shown(size)}")
    c = sp.Rational(features, size)
    return _dose(lambda noise: noise_limit(c, noise, sp.S.One), allowed, f"no noise reaches security {security}")


def limit_tradeoff(c: NumberLike) -> TradeOff:
    r"""The trade-off curve of least squares in the limit p/n -> c, certified; 0 < c < 1.

    >>> limit_tradeoff("1/2").tpr("1/100").to_string(6)
    '0.0403861...'
    """
    value = to_rational(c, "c")
    if not 0 < value < 1:
        raise ValueError(f"c must be in (0, 1), got {shown(c)}")
    ratio = sp.Rational(value.numerator, value.denominator)

    @cache
    def test(t: Fraction) -> tuple[Enclosure, Enclosure]:
        fpr, tpr = limit_test(ratio, sp.Rational(t.numerator, t.denominator))
        return evaluate(fpr, 15), evaluate(tpr, 15)

    @cache
    def divergence(t: Fraction) -> Enclosure:
        if t == 0:
            return Enclosure.point(1)
        found = evaluate(limit(ratio, sp.Rational(t.numerator, t.denominator)), 20)
        return found if t >= 1 else 1 - t + found * t

    return TradeOff(divergence, test, source=(limit_tradeoff, (c,)))


def _allowed(security: NumberLike) -> Fraction:
    wanted = to_rational(security, "security")
    if not 0 < wanted < 1:
        raise ValueError(f"security must be in (0, 1), got {shown(security)}")
    return 1 - wanted


def _within(n: int, p: int, allowed: Fraction, exact: bool) -> bool:
    if not exact:
        return evaluate(limit(sp.Rational(p, n), sp.S.One), 10).upper <= allowed
    fpr, tpr = rates(n, p, 1.0)
    if abs(tpr - fpr - allowed) > _DOUBT:
        return tpr - fpr < allowed
    return evaluate(LeastSquaresDelta(n, p, 1), 10).upper <= allowed


def _last(holds: Callable[[int], bool], most: int) -> int:
    """The last k of 0..most with a property that fails once and for all."""
    low, high = 0, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _dose(leakage: Callable[[sp.Rational], sp.Expr], allowed: Fraction, failure: str) -> Fraction:
    """The smallest k * 10^e with three digits at which a decreasing leakage is at most `allowed`."""

    def enough(dose: Fraction) -> bool:
        return evaluate(leakage(sp.Rational(dose.numerator, dose.denominator)), 8).upper <= allowed

    top = Fraction(1, 10**4)
    while not enough(top):
        top *= 10
        if top > 10**8:
            raise ValueError(f"{failure}: the limit leaks more at every dose")
    if top == Fraction(1, 10**4):
        return top
    step = top / 1000
    return step * (100 + 1 + _last(lambda k: not enough(step * (100 + k)), 900))
