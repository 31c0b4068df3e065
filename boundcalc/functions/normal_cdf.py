"""The distribution function of the standard normal law."""

from __future__ import annotations

import sympy as sp
from flint import acb, arb, fmpq

from ..numeric.ball import Number, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from ._monotone import monotone
from .node import Node


def upper_tail(x: arb) -> arb:
    """P(N(0, 1) > x)."""
    return (x / arb(2).sqrt()).erfc() / 2


class NormalCDF(Node):
    r"""``Phi(x) = P(N(0,1) <= x)``, any real x; evaluated without cancellation in both tails.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(NormalCDF(-40), 20).to_string(20)
    '3.6558935409150297037...e-350'
    >>> x = sp.Symbol("x")
    >>> NormalCDF(x).diff(x)
    sqrt(2)*exp(-x**2/2)/(2*sqrt(pi))
    """

    nargs = 1
    known_range = (0, 1)

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        if x.is_zero:
            return sp.Rational(1, 2)
        return sp.S.One if x is sp.oo else sp.S.Zero if x is -sp.oo else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.exp(-(self.args[0] ** 2) / 2) / sp.sqrt(2 * sp.pi)

    def _eval_rewrite_as_erfc(self, x: sp.Expr, **_: object) -> sp.Expr:
        return sp.erfc(-x / sp.sqrt(2)) / 2

    def _eval_rewrite_as_erf(self, x: sp.Expr, **_: object) -> sp.Expr:
        return (1 + sp.erf(x / sp.sqrt(2))) / 2

    def _eval_is_extended_real(self) -> bool | None:
        return self.args[0].is_extended_real

    def _text(self, printer: Printer) -> str:
        return rf"\Phi\left({printer._print(self.args[0])}\right)"

    def _sympystr(self, printer: Printer) -> str:
        return f"Phi({printer._print(self.args[0])})"

    def _ball(self, x: Number) -> Number:
        if isinstance(x, fmpq) and x == 0:
            return fmpq(1, 2)
        x = to_arb(x)
        if not x.is_finite() and x.is_exact() and not x.is_nan():
            return fmpq(1) if x > 0 else fmpq(0)
        return monotone(lambda y: upper_tail(-y), x)

    def _complex_ball(self, z: acb, analytic: bool) -> acb:
        return (-z / arb(2).sqrt()).erfc() / 2

    def _mpmath(self, x: MpNumber) -> MpNumber:
        return mpmath.erfc(-x / mpmath.sqrt(2)) / 2
