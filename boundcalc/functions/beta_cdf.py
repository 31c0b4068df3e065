"""The regularised incomplete beta function: the distribution function of a beta law."""

from __future__ import annotations

import sympy as sp
from flint import acb, arb

from ..numeric.ball import Number, to_arb
from ..numeric.complex_ball import NOT_ANALYTIC, off_cut
from ..numeric.contradiction import within
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from ._monotone import monotone
from .node import Node


class BetaCDF(Node):
    r"""``I_x(a, b)``, the probability that a beta variable with parameters a, b > 0 is at most x.

    0 for x <= 0 and 1 for x >= 1. Its upper tail is ``BetaCDF(b, a, 1 - x)``, free of cancellation.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> "1/2" in evaluate(BetaCDF(sp.Rational(1, 2), sp.Rational(1, 2), sp.Rational(1, 2)))
    True
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, a: sp.Expr, b: sp.Expr, x: sp.Expr) -> sp.Expr | None:
        if x.is_extended_nonpositive:
            return sp.S.Zero
        return sp.S.One if x.is_number and (x >= 1) == True else None  # noqa: E712

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        a, b, x = self.args
        if argindex != 3:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return x ** (a - 1) * (1 - x) ** (b - 1) / sp.beta(a, b)

    def _eval_rewrite_as_betainc_regularized(self, a: sp.Expr, b: sp.Expr, x: sp.Expr, **_: object) -> sp.Expr:
        return sp.betainc_regularized(a, b, 0, x)

    def _text(self, printer: Printer) -> str:
        a, b, x = map(printer._print, self.args)
        return rf"I_{{{x}}}\left({a}, {b}\right)"

    def _ball(self, a: Number, b: Number, x: Number) -> Number:
        first, second = to_arb(a), to_arb(b)

        def at(y: arb) -> arb:
            if y <= 0 or y >= 1:
                return arb(1 if y >= 1 else 0)
            # Beyond the mean the complement is the smaller one, and keeps the digits.
            if y * (first + second) > first:
                value = 1 - (1 - y).beta_lower(second, first, regularized=1)
            else:
                value = y.beta_lower(first, second, regularized=1)
            return within(value, 0, 1, "I", y, first, second)

        return monotone(at, to_arb(x))

    def _complex_ball(self, a: acb, b: acb, z: acb, analytic: bool) -> acb:
        if analytic and not (off_cut(z) and off_cut(1 - z)):
            return NOT_ANALYTIC
        return z.beta_lower(a, b, regularized=1)

    def _mpmath(self, a: MpNumber, b: MpNumber, x: MpNumber) -> MpNumber:
        if x <= 0 or x >= 1:
            return mpmath.mpf(int(x >= 1))
        return mpmath.betainc(a, b, 0, x, regularized=True)
