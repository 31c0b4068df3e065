"""Logarithms and powers of numbers that SymPy leaves as they are."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import Number, to_arb
from ..numeric.float64 import Approximation
from .node import Node

_SHORT = 512  # bits of a power that SymPy may take apart


class Log(Node):
    r"""``ln x`` of a number x > 0. Unlike `sympy.log` it stays in exponents.

    SymPy turns e^(c ln x) into x^c and factors the integers of x raised to the numerator of c, which need not end.

    >>> sp.exp(-Log(485187584) / 1000)
    exp(-log(485187584)/1000)
    """

    nargs = 1

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        if x == 1:
            return sp.S.Zero
        return sp.log(x) if x.free_symbols else None

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_positive else None

    def elementary(self) -> sp.Expr:
        """As a SymPy function."""
        return sp.log(self.args[0])

    def _text(self, printer: Any) -> str:
        return rf"\log{{\left({printer._print(self.args[0])}\right)}}"

    def _sympystr(self, printer: Any) -> str:
        return f"log({printer._print(self.args[0])})"

    def _ball(self, x: Number) -> Number:
        if x == 0:
            return arb.neg_inf()
        return fmpq(0) if isinstance(x, fmpq) and x == 1 else to_arb(x).log()

    def _mpmath(self, x: Any) -> Any:
        return mpmath.log(x)

    def _float64(self, x: Approximation) -> Approximation:
        return x.log()


def power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """base^exponent, base > 0; of long numbers as an exponential.

    >>> power(sp.Rational(9, 4), sp.Rational(1, 2)), power(sp.Integer(7), sp.Rational(999, 1000))
    (3/2, exp(999*log(7)/1000))
    """
    if base.is_Rational and exponent.is_Rational:
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if bits * abs(int(exponent.p)) > _SHORT and not exponent.is_Integer:
            return sp.exp(exponent * Log(base))
    return base**exponent


__all__ = ["Log", "power"]
