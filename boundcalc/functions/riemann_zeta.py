"""Riemann's zeta function."""

from __future__ import annotations

import sympy as sp

from ..numeric.ball import Number, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import Node

_SHORT = 64


class RiemannZeta(Node):
    r"""``zeta(s) = sum_{k >= 1} k^-s``, s > 1.

    SymPy's `zeta` writes its value at every even integer as a Bernoulli number times a power of pi, however long.

    >>> RiemannZeta(2), RiemannZeta(10**6)
    (pi**2/6, zeta(1000000))
    """

    nargs = 1

    @classmethod
    def eval(cls, s: sp.Expr) -> sp.Expr | None:
        return sp.zeta(s) if s.is_Rational and 1 < s <= _SHORT else None

    def _eval_is_extended_positive(self) -> bool | None:
        return True if (self.args[0] > 1) == True else None  # noqa: E712

    def _sympystr(self, printer: Printer) -> str:
        return f"zeta({printer._print(self.args[0])})"

    def _text(self, printer: Printer) -> str:
        return rf"\zeta\left({printer._print(self.args[0])}\right)"

    def _ball(self, s: Number) -> Number:
        return to_arb(s).zeta()

    def _mpmath(self, s: MpNumber) -> MpNumber:
        return mpmath.zeta(s)


__all__ = ["RiemannZeta"]
