"""The mean absolute deviation of the binomial law (de Moivre 1730)."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ...numeric.ball import Number, multiply
from ...numeric.float64 import Approximation
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber
from ..node import TERM, Node, in_product
from ._hockey_stick_ball import kernel
from .hockey_stick import HockeyStick


class BinomialMAD(Node):
    r"""``E|B - np|`` for B ~ Bin(n, p): equal to 2 m C(n, m) p^m (1-p)^(n-m+1), m = floor(np) + 1 (T-MAD).

    Twice n times the hockey-stick term at gamma = 1.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(BinomialMAD(3, sp.Rational(1, 2))).exact
    Fraction(3, 4)
    """

    nargs = 2
    known_range = (0, None)
    precedence = TERM

    def _eval_rewrite_as_binomial(self, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        m = sp.floor(n * p) + 1
        return 2 * m * sp.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)

    def _eval_rewrite_as_Sum(self, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        i = sp.Dummy("i", integer=True)
        return sp.Sum(sp.Abs(i - n * p) * sp.binomial(n, i) * p**i * (1 - p) ** (n - i), (i, 0, n))

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        n, p = self.args
        if argindex != 2:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return 2 * n * HockeyStick(n, p, 1).fdiff(2)

    def leading_term(self) -> sp.Expr:
        """What it is asymptotic to as n grows: sqrt(2 n p (1-p) / pi)."""
        n, p = self.args
        return sp.sqrt(2 * n * p * (1 - p) / sp.pi)

    def _text(self, printer: Printer) -> str:
        n, p = self.args
        law = rf"\mathrm{{Bin}}\left({printer._print(n)}, {printer._print(p)}\right)"
        return rf"\mathbb{{E}}\left|{law} - {in_product(printer, n * p)}\right|"

    def _ball_bind(self, n: Number | None, p: Number | None) -> Callable[..., Number] | None:
        if n is None:
            return None
        term = kernel(n, 1)
        return lambda p: multiply(2 * n, term(p))

    def _ball(self, n: Number, p: Number) -> Number:
        return multiply(2 * n, kernel(n, 1)(p))

    def _float64(self, n: Approximation, p: Approximation) -> Approximation:
        return Approximation(2.0, 0.0) * n * HockeyStick._float64_value(n, p, Approximation(1.0, 0.0))

    def _mpmath(self, n: MpNumber, p: MpNumber) -> MpNumber:
        return 2 * n * HockeyStick._mpmath_value(n, p, 1)
