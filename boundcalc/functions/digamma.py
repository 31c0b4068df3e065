"""The digamma function."""

from __future__ import annotations

import sympy as sp
from flint import acb

from ..numeric.ball import Number, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import Node

_SHORT = 64


class Digamma(Node):
    r"""``psi(x) = (log Gamma)'(x)``, x > 0.

    SymPy's `digamma` writes its value at every integer as a rational less Euler's constant, however long.

    >>> from boundcalc.numeric import evaluate
    >>> Digamma(4), Digamma(10**6)
    (11/6 - EulerGamma, digamma(1000000))
    >>> evaluate(Digamma(10**6), 20).to_string(20)
    '13.815510057964190770...'
    """

    nargs = 1

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        return sp.digamma(x) if x.is_Rational and 0 < x <= _SHORT else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.polygamma(1, self.args[0])

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_positive else None

    def _sympystr(self, printer: Printer) -> str:
        return f"digamma({printer._print(self.args[0])})"

    def _text(self, printer: Printer) -> str:
        return rf"\psi\left({printer._print(self.args[0])}\right)"

    def _ball(self, x: Number) -> Number:
        return to_arb(x).digamma()

    def _complex_ball(self, z: acb, analytic: bool) -> acb:
        return z.digamma()

    def _mpmath(self, x: MpNumber) -> MpNumber:
        return mpmath.digamma(x)


__all__ = ["Digamma"]
