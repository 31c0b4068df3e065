"""The regularised incomplete gamma function, upper side: the survival function of a gamma law."""

from __future__ import annotations

import sympy as sp
from flint import acb, fmpq

from ..numeric.ball import Number, to_arb
from ..numeric.complex_ball import NOT_ANALYTIC, off_cut
from ..numeric.multiprecision import MpNumber, mpmath
from . import _incomplete_gamma
from ._gamma_share import GammaShare
from ._monotone import monotone


class GammaSF(GammaShare):
    r"""``Q(a, x) = Gamma(a, x) / Gamma(a)``, the probability that a gamma variable of shape a and rate 1 exceeds x.

    a > 0; 1 for x <= 0.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GammaSF(3, 5000), 20).to_string(20)
    '4.2138028694297161827...e-2165'
    """

    letter = "Q"
    below = False

    def _eval_rewrite_as_uppergamma(self, a: sp.Expr, x: sp.Expr, **_: object) -> sp.Expr:
        return sp.uppergamma(a, x) / sp.gamma(a)

    def _ball(self, a: Number, x: Number) -> Number:
        if isinstance(x, fmpq) and x <= 0:
            return fmpq(1)
        shape = to_arb(a)
        return monotone(lambda y: _incomplete_gamma.upper(shape, y), to_arb(x))

    def _complex_ball(self, a: acb, z: acb, analytic: bool) -> acb:
        if analytic and not off_cut(z):
            return NOT_ANALYTIC
        return z.gamma_upper(a, regularized=1)

    def _mpmath(self, a: MpNumber, x: MpNumber) -> MpNumber:
        return mpmath.gammainc(a, x, mpmath.inf, regularized=True) if x > 0 else mpmath.mpf(1)
