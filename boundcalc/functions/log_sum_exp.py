"""The logarithm of a sum of exponentials."""

from __future__ import annotations

import sympy as sp
from flint import acb, arb

from ..numeric.ball import Number, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import Node


class LogSumExp(Node):
    r"""``log(e^{x_1} + ... + e^{x_k})``, real x_i; rising in each, so that wide balls give narrow ones.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LogSumExp(0, 0), 20).to_string(20)  # log 2
    '0.69314718055994530941...'
    >>> x = sp.Symbol("x")
    >>> LogSumExp(0, x).diff(x)
    exp(x - LogSumExp(0, x))
    """

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.exp(self.args[argindex - 1] - self)

    def _eval_rewrite_as_log(self, *args: sp.Expr, **_: object) -> sp.Expr:
        return sp.log(sp.Add(*(sp.exp(arg) for arg in args)))

    def _text(self, printer: Printer) -> str:
        terms = (rf"e^{{{printer._print(arg)}}}" for arg in self.args)
        return rf"\log{{\left({' + '.join(terms)}\right)}}"

    def _ball(self, *args: Number) -> Number:
        balls = [to_arb(arg) for arg in args]
        low = _at([ball.lower() for ball in balls])
        return low if all(ball.is_exact() for ball in balls) else low.union(_at([ball.upper() for ball in balls]))

    def _complex_ball(self, *args: acb, analytic: bool) -> acb:
        # Relative to the term that is the largest in the middle: no side overflows.
        most = max(args, key=lambda arg: float(arg.real.mid()))
        return most + sum(((arg - most).exp() for arg in args), acb(0)).log(analytic=analytic)

    def _mpmath(self, *args: MpNumber) -> MpNumber:
        most = max(args)
        return most + mpmath.log(mpmath.fsum(mpmath.exp(arg - most) for arg in args))


def _at(points: list[arb]) -> arb:
    most = points[0]
    for point in points[1:]:
        most = most if most >= point else point
    return most + sum(((point - most).exp() for point in points), arb(0)).log()
