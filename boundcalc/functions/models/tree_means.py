"""What one leaf of a tree leaks that releases the mean and the number of its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, power, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits
from ...numeric.work import spend
from .. import _binomial
from ..means.gauss import GaussianMean
from ..means.gauss_rates import GaussianMeanTest
from ..node import Node, at_least_one, check_member, exceeds, need_int

_MOST = 4000
_DELTA = GaussianMean(1, sp.Dummy(), sp.Dummy())
_RATE = GaussianMeanTest(1, sp.Dummy(), sp.Dummy(), 1)


class TreeLeaf(Node):
    r"""A leaf of mass p of a regression tree fitted to n data: its part of E_gamma(P1||P0) (theorem tree-means).

        p sum_m b(m - 1; n - 1, p) E_{gamma n p/m}(m),   E_g(m) that of the mean of m Gaussian labels, 1 for m = 1:

    with m labels in the leaf, the ratio is m/(n p) times that of the mean. Integer n >= 1, 0 <= p <= 1, gamma > 0.

    >>> import sympy as sp
    >>> TreeLeaf(2, sp.Rational(1, 2), 3).evalf(10)  # one label in the leaf, or the mean of two
    0.2820679097
    """

    nargs = 3
    known_range = (0, 1)
    at_most_mass = True

    @classmethod
    def eval(cls, n: sp.Expr, p: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return sp.S.Zero if p == 0 else None

    def _text(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return rf"T_{{{gamma}}}\left({n}, {p}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        size = need_int(n)

        def excess(m: int) -> Number:
            g = gamma * n * p / m
            if m == 1:
                return fmpq(1)
            delta = _DELTA._ball(fmpq(1), power(fmpq(1, m), fmpq(1, 2)), g)
            return delta if at_least_one(g) else 1 - g + g * delta

        return p * _mean(size - 1, p, lambda j: excess(j + 1))

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        total = mpmath.mpf(0)
        for m in range(1, int(n) + 1):
            g = gamma * n * p / m
            delta = 1 if m == 1 else _DELTA._mpmath(1, 1 / mpmath.sqrt(m), g)
            share = mpmath.binomial(n - 1, m - 1) * p ** (m - 1) * (1 - p) ** (n - m)
            total += share * (1 if m == 1 else delta if g >= 1 else 1 - g + g * delta)
        return p * total


class TreeLeafTest(Node):
    """A leaf's part of P(LR > t) there, of members (1) or outsiders (0): ``TreeLeafTest(n, p, t, member)``."""

    nargs = 4
    known_range = (0, 1)
    at_most_mass = True

    @classmethod
    def eval(cls, n: sp.Expr, p: sp.Expr, t: sp.Expr, member: sp.Expr) -> sp.Expr | None:
        check_member(member)
        return sp.S.Zero if p == 0 else None

    def _text(self, printer: Printer) -> str:
        n, p, t, member = self.args
        return exceeds(printer, "T", (n, p), t, member)

    def _ball(self, n: Number, p: Number, t: Number, member: Number) -> Number:
        size = need_int(n)
        if t <= 0:
            return p

        def passes(m: int) -> Number:
            if m <= 1:  # the label itself, or no label: a ratio of infinity or 0
                return fmpq(int(m == 1 and member == 1))
            return _RATE._ball(fmpq(1), power(fmpq(1, m), fmpq(1, 2)), t * n * p / m, member)

        if member == 1:
            return p * _mean(size - 1, p, lambda j: passes(j + 1))
        return p * _mean(size, p, passes)


def _mean(n: int, p: Number, f: Callable[[int], Number]) -> Number:
    """E f(B), B ~ Bin(n, p), for 0 <= f <= 1: from the middle outwards, the rest by what is left of the mass."""
    least = arb(2) ** (-current_bits() - 10)
    exact = n <= 64
    seen: Number = fmpq(0)
    total: Number = fmpq(0)
    count = 0
    for j in _outwards(n, p, least):
        mass = _binomial.pmf(j, n, p)
        seen, total, count = seen + mass, total + mass * f(j), count + 1
        spend(16)
        if count > _MOST:
            raise NoBallEvaluation(f"n = {n} is beyond the reach of a sum over the labels in a leaf")
    if exact:
        return total
    rest = (1 - to_arb(seen)).nonnegative_part().upper()
    return total + arb(rest / 2, rest / 2)


def _outwards(n: int, p: Number, least: arb) -> Iterator[int]:
    """From the mode to both ends, as far as a mass of `least`; all of them for a small n."""
    mode = min(n, int(float(to_arb(p).mid()) * (n + 1)))
    for way in (range(mode, n + 1), range(mode - 1, -1, -1)):
        for j in way:
            if n > 64 and to_arb(_binomial.pmf(j, n, p)) < least:
                break
            yield j


__all__ = ["TreeLeaf", "TreeLeafTest"]
