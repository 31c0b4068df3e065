"""Exponentials of logarithms that are not multiplied out."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp
from flint import acb

from ..numeric.ball import Number, to_arb
from .node import TERM, Node

_LONG = 10_000
_FINE = 64


class ExpOfLog(Node):
    r"""``e^x`` for a sum x of logarithms: SymPy's exponential unless that writes out long powers of numbers.

    >>> import sympy as sp
    >>> ExpOfLog(3 * sp.log(2)), ExpOfLog(10**6 * sp.log(2))
    (8, exp(1000000*log(2)))
    """

    nargs = 1
    precedence = TERM

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        return None if any(map(_is_long, sp.Add.make_args(x))) else sp.exp(x)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return self

    def _eval_is_extended_positive(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_rewrite_as_exp(self, x: sp.Expr, **_: Any) -> sp.Expr:
        return sp.exp(x, evaluate=False)

    def _sympystr(self, printer: Any) -> str:
        return f"exp({printer._print(self.args[0])})"

    def _text(self, printer: Any) -> str:
        return rf"e^{{{printer._print(self.args[0])}}}"

    def _ball(self, x: Number) -> Number:
        return to_arb(x).exp()

    def _complex_ball(self, z: acb, analytic: bool) -> acb:
        return z.exp()

    def _mpmath(self, x: Any) -> Any:
        return mpmath.exp(x)


def _is_long(term: sp.Expr) -> bool:
    factor, rest = term.as_coeff_Mul()
    whole = isinstance(rest, sp.log) and rest.args[0].is_Rational
    return whole and (abs(factor) > _LONG or factor.q > _FINE)


__all__ = ["ExpOfLog"]
