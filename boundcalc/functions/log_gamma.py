"""The logarithm of the gamma function."""

from __future__ import annotations

import sympy as sp
from flint import acb

from ..numeric.ball import Number, to_arb
from ..numeric.complex_ball import NOT_ANALYTIC, off_cut
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .digamma import Digamma
from .exp_of_log import ExpOfLog
from .node import TERM, Node

SHORT = 64
"""Up to here the values at rational numbers are written in closed form; beyond, the closed forms are the giants."""


class LogGamma(Node):
    r"""``log Gamma(x)``, x > 0.

    SymPy's `loggamma` writes its value at every integer as the logarithm of a factorial, however long.

    >>> from boundcalc.numeric import evaluate
    >>> LogGamma(4), LogGamma(10**6)
    (log(6), loggamma(1000000))
    >>> evaluate(LogGamma(10**6), 20).to_string(20)
    '12815504.569147611659...'
    """

    nargs = 1
    precedence = TERM

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        return sp.loggamma(x) if x.is_Rational and 0 < x <= SHORT else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Digamma(self.args[0])

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_positive else None

    def _sympystr(self, printer: Printer) -> str:
        return f"loggamma({printer._print(self.args[0])})"

    def _text(self, printer: Printer) -> str:
        return rf"\log\Gamma\left({printer._print(self.args[0])}\right)"

    def _ball(self, x: Number) -> Number:
        return to_arb(x).lgamma()

    def _complex_ball(self, z: acb, analytic: bool) -> acb:
        return z.lgamma() if not analytic or off_cut(z) else NOT_ANALYTIC

    def _mpmath(self, x: MpNumber) -> MpNumber:
        return mpmath.loggamma(x)


def gamma(x: sp.Expr) -> sp.Expr:
    """Gamma(x), x > 0, in closed form where that is short.

    >>> gamma(sp.Rational(3, 2)), gamma(sp.Rational(10**9 + 1, 2))
    (sqrt(pi)/2, exp(loggamma(1000000001/2)))
    """
    return sp.exp(LogGamma(x)) if x.is_Rational and x > SHORT else sp.gamma(x)


def gamma_ratio(x: sp.Expr, y: sp.Expr) -> sp.Expr:
    """Gamma(x)/Gamma(y), x and y > 0.

    >>> gamma_ratio(sp.Rational(3, 2), sp.Integer(1)), gamma_ratio(sp.Integer(10**9), sp.Rational(1, 2))
    (sqrt(pi)/2, exp(loggamma(1000000000))/sqrt(pi))
    """
    long = any(z.is_Rational and z > SHORT for z in (x, y))
    return ExpOfLog(LogGamma(x) - LogGamma(y)) if long else sp.gamma(x) / sp.gamma(y)


def factorial(k: sp.Expr) -> sp.Expr:
    """k!, a number where it is short."""
    return sp.exp(LogGamma(k + 1)) if k.is_Rational and k > SHORT else sp.factorial(k)


def choose(n: sp.Expr, k: sp.Expr) -> sp.Expr:
    """n over k, n > k - 1, a number where it is short."""
    if not (n.is_Rational and k.is_Integer and k > SHORT):
        return sp.binomial(n, k)
    return sp.exp(LogGamma(n + 1) - LogGamma(k + 1) - LogGamma(n - k + 1))


__all__ = ["LogGamma", "choose", "factorial", "gamma", "gamma_ratio"]
