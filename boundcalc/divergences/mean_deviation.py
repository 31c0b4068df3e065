"""The mean absolute deviation of a law on the line."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from itertools import pairwise

import sympy as sp
from flint import arb, fmpq

from ..functions.node import TERM, Functional, unused
from ..laws import ContinuousLaw, Law
from ..numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, compile_ball, evaluate_ball, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.exact import shown
from ..numeric.integrate import finite
from ..numeric.kinds import Printer
from ..numeric.precision import current_bits, working_precision
from ..numeric.sign import order, sign_of
from .integrand import Integrand

_MOST_STEPS = 10_000


class MeanDeviation(Functional):
    r"""``E|X - m|``, m = E X, for a law on the line with a finite variance.

    Both sides of the mean contribute the same, so one is enough: ``2 int (m - x)_+ f(x) dx``, or the other where only
    the support's upper end is finite. What lies below t is at most sd F(t)^(1/2) (Cauchy-Schwarz); near a finite end or
    a kink it is at most the distance to the mean times the mass there.

    >>> import boundcalc as bc
    >>> bc.evaluate(MeanDeviation(bc.Normal(0, 1))).to_string(12)  # (2/pi)^(1/2)
    '0.797884560802...'
    """

    is_positive = True
    precedence = TERM
    known_range = (0, None)

    def __new__(cls, law: Law) -> sp.Expr:
        if not isinstance(law, ContinuousLaw):
            raise ValueError(f"law must be a continuous law on the line, got {shown(law)}")
        return sp.Expr.__new__(cls, law)

    @property
    def law(self) -> Law:
        """The law."""
        return self.args[0]

    def _text(self, printer: Printer) -> str:
        x = unused("X Y Z", self.free_symbols)
        return rf"\mathbb{{E}}_{{{x} \sim {printer._print(self.law)}}} \left|{x} - \mathbb{{E}}{x}\right|"

    def _sympystr(self, printer: Printer) -> str:
        return f"mean_deviation({printer._print(self.law)})"

    def _value(self) -> Number:
        law = self.law
        if not law.variance.is_finite:
            raise NoBallEvaluation(f"{law} has no finite variance")
        low, high = law.support
        side = 1 if low.is_infinite and high.is_finite else -1
        return 2 * _Half(law, side).value()


class _Half:
    """int |x - m| f(x) dx on one side of the mean m."""

    def __init__(self, law: ContinuousLaw, side: int) -> None:
        self.law, self.side, self.mean = law, side, law.mean
        self.centre, self.deviation = (_ball(e) for e in (law.mean, sp.sqrt(law.variance)))
        self.goal = self.deviation * arb(2) ** (-current_bits() - 8)

    def value(self) -> arb:
        signs = {kink: sign_of(self.side * (kink - self.mean)) for kink in self.law.kinks}
        kinks = sorted((kink for kink, sign in signs.items() if sign > 0), key=cmp_to_key(order), reverse=self.side < 0)
        total = arb(0)
        for near, far in pairwise([self.mean, *kinks, self.law.support[(self.side + 1) // 2]]):
            low, high = (far, near) if self.side < 0 else (near, far)
            x = sp.Dummy("x", positive=True) if order(low, sp.S.Zero) >= 0 else sp.Dummy("x", real=True)
            log = self.law._log_density_within(x, low, high)
            if log is -sp.oo:
                continue
            integrand = Integrand(sp.expand_log(log), self.side * (x - self.mean), x)
            start = _ball(near)
            if far.is_infinite:
                middle = (start - self.deviation).mid()
                total += self._to_infinity(integrand, middle)
            else:
                middle = ((start + _ball(far)) / 2).mid()
                total += self._to_edge(integrand, middle, far, self.side)
            if near == self.mean and 0 not in signs.values():
                ends = (middle, start) if self.side < 0 else (start, middle)
                total += finite(integrand.function, *ends, self.goal)
            else:
                total += self._to_edge(integrand, middle, near, -self.side)
        return total

    def _to_edge(self, integrand: Integrand, start: arb, edge: sp.Expr, side: int) -> arb:
        """From a point to a place where the density may be singular, on the given side of the point.

        The distance from the edge is e^-v: powers of it become exponentials, and no digit is lost.
        """
        v = sp.Dummy("v", real=True)
        first = -abs(_ball(edge) - start).log()

        def beyond(cdf: Callable[..., Number], v: arb) -> arb:
            width = (-v).exp()
            mass = to_arb(cdf(_ball(edge) + width)) - to_arb(cdf(_ball(edge) - width))
            return (abs(self.centre - _ball(edge)) + width) * mass

        return self._integral(integrand.at(edge - side * sp.exp(-v), v, -v), first, beyond)

    def _to_infinity(self, integrand: Integrand, start: arb) -> arb:
        """From an exact point downwards without end: start - x = e^v - 1."""
        v, exact = sp.Dummy("v", real=True), start.fmpq()
        place = sp.Rational(int(exact.p), int(exact.q)) + 1 - sp.exp(v)

        def beyond(cdf: Callable[..., Number], v: arb) -> arb:
            return (
                self.deviation
                * nonnegative(to_arb(cdf(start + 1 - v.exp())), "a distribution function", self.law).sqrt()
            )

        return self._integral(integrand.at(place, v, v), arb(0), beyond)

    def _integral(self, integrand: Integrand, first: arb, beyond: Callable[..., arb]) -> arb:
        """From `first` to where what lies beyond is negligible."""
        last = first.mid()
        with working_precision(2 * current_bits() + 64):  # the mass between two near points is a difference
            y = sp.Dummy("y", real=True)
            cdf = compile_ball(self.law.cdf(y), [y])
            for step in range(_MOST_STEPS):
                last = (last + fmpq(1 + step // 4, 2)).mid()
                tail = beyond(cdf, last).upper()
                if tail < self.goal:
                    break
            else:
                raise PrecisionTooLow(f"the tail of {self.law} does not end")
        return finite(integrand.function, first, last, self.goal) + arb(0).union(tail)


def _ball(expr: sp.Expr) -> arb:
    return to_arb(evaluate_ball(expr))


__all__ = ["MeanDeviation"]
