"""The regularised incomplete gamma function, lower side: the distribution function of a gamma law."""

from __future__ import annotations

import sympy as sp
from flint import acb

from ..numeric.ball import Number, to_arb
from ..numeric.complex_ball import NOT_ANALYTIC, off_cut
from ..numeric.multiprecision import MpNumber, mpmath
from . import _incomplete_gamma
from ._gamma_share import GammaShare
from ._monotone import monotone


class GammaCDF(GammaShare):
    r"""``P(a, x) = gamma(a, x) / Gamma(a)``, the probability that a gamma variable of shape a and rate 1 is at most x.

    a > 0; 0 for x <= 0.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GammaCDF(sp.Rational(5, 2), sp.Rational(1, 10**20)), 20).to_string(20)
    '3.0090111122547001970...e-51'
    """

    letter = "P"
    below = True

    def _eval_rewrite_as_lowergamma(self, a: sp.Expr, x: sp.Expr, **_: object) -> sp.Expr:
        return sp.lowergamma(a, x) / sp.gamma(a)

    def _ball(self, a: Number, x: Number) -> Number:
        shape = to_arb(a)
        return monotone(lambda y: _incomplete_gamma.lower(shape, y), to_arb(x))

    def _complex_ball(self, a: acb, z: acb, analytic: bool) -> acb:
        if analytic and not off_cut(z):
            return NOT_ANALYTIC
        return 1 - z.gamma_upper(a, regularized=1)

    def _mpmath(self, a: MpNumber, x: MpNumber) -> MpNumber:
        return mpmath.gammainc(a, 0, x, regularized=True) if x > 0 else mpmath.mpf(0)
