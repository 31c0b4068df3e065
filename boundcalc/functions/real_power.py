"""Powers of positive numbers that are not multiplied out."""

from __future__ import annotations

import sympy as sp

from ..numeric.ball import Number, power
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import TERM, Node

_SHORT = 64


class RealPower(Node):
    r"""``x^y``, x > 0: SymPy's power unless both are rational and y is long.

    SymPy multiplies out rational^integer, and looks for perfect powers in rational^rational: both can take for ever.

    >>> RealPower(4, "1/2"), RealPower(2, 10), RealPower(2, 10**6)
    (2, 1024, 2**1000000)
    """

    nargs = 2
    precedence = TERM

    @classmethod
    def eval(cls, x: sp.Expr, y: sp.Expr) -> sp.Expr | None:
        if not (x.is_Rational and y.is_Rational) or x == 1:
            return x**y
        return x**y if max(abs(y.p), y.q) <= _SHORT else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        x, y = self.args
        return y * RealPower(x, y - 1) if argindex == 1 else sp.log(x) * self

    def _eval_is_extended_positive(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        return printer._print(sp.Pow(*self.args, evaluate=False))

    def _text(self, printer: Printer) -> str:
        return str(printer._print(sp.Pow(*self.args, evaluate=False)))

    def _ball(self, x: Number, y: Number) -> Number:
        return power(x, y)

    def _mpmath(self, x: MpNumber, y: MpNumber) -> MpNumber:
        return mpmath.power(x, y)


__all__ = ["RealPower"]
