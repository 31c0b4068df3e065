"""Exponentials of logarithms that are not multiplied out."""

from __future__ import annotations

import sympy as sp
from flint import acb

from ..numeric.ball import Number, to_arb
from ..numeric.float64 import Approximation
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import TERM, Node

_LONG = 10_000  # bits of a power
_SHORT = 512  # bits of a number of which SymPy may look for the root


class ExpOfLog(Node):
    r"""``e^x`` for a sum x of logarithms: SymPy's exponential unless that writes out long powers of numbers.

    SymPy turns e^(c ln b) into b^c, and for a fraction c it factors b to the power of c's numerator and denominator.

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

    def _eval_rewrite_as_exp(self, x: sp.Expr, **_: object) -> sp.Expr:
        return sp.exp(x, evaluate=False)

    def _sympystr(self, printer: Printer) -> str:
        return f"exp({printer._print(self.args[0])})"

    def _text(self, printer: Printer) -> str:
        return rf"e^{{{printer._print(self.args[0])}}}"

    def _ball(self, x: Number) -> Number:
        return to_arb(x).exp()

    def elementary(self) -> sp.Expr:
        """As SymPy's exponential."""
        return sp.exp(self.args[0], evaluate=False)

    def _complex_ball(self, z: acb, analytic: bool) -> acb:
        return z.exp()

    def _mpmath(self, x: MpNumber) -> MpNumber:
        return mpmath.exp(x)

    def _float64(self, x: Approximation) -> Approximation:
        return x.exp()


def _is_long(term: sp.Expr) -> bool:
    factor, rest = term.as_coeff_Mul()
    if not (isinstance(rest, sp.log) and rest.args[0].is_Rational and factor.is_Rational):
        return False
    base = rest.args[0]
    bits = max(int(base.p).bit_length(), int(base.q).bit_length())
    if factor.is_Integer:
        return bool(bits * abs(factor) > _LONG)
    return bool(bits * max(abs(factor.p), factor.q) > _SHORT)


def power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """base^exponent, base > 0.

    >>> power(sp.Rational(9, 4), sp.Rational(1, 2)), power(sp.Integer(7), sp.Rational(999, 1000))
    (3/2, exp(999*log(7)/1000))
    """
    return ExpOfLog(exponent * sp.log(base))


__all__ = ["ExpOfLog", "power"]
