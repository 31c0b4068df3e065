"""T-MIX for a pair of normal laws."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, evaluate_ball, to_arb
from ...numeric.kinds import Printer
from ...numeric.precision import current_bits, working_precision
from ..node import Functional
from ..normal_cdf import upper_tail

_CHOICE_BITS = 128
_KAPPA_BITS = 40
_LEAST = arb(2) ** -4000
_SPAN = 30.0
_ROUNDS = 48


class GaussianMix(Functional):
    r"""``kappa + (1-kappa) P(L > r) - (G+kappa) Q(L > r) - 2 sqrt(kappa (G-1+kappa)) int_{L > r} sqrt(dP dQ)``,

    L = dP/dQ for P = N(mu, 1), Q = N(0, 1), r = ((sqrt(kappa (G-1+kappa)) + sqrt G)/(1-kappa))^2, G = max(gamma,
    1/gamma), mu >= 0: what bounds Delta_gamma of the average target of a mu-GDP learner (T-MIX). Every kappa in [0, 1)
    gives a bound; it is chosen nearly best, from mu and gamma alone.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GaussianMix(1, 1), 6).to_string(6)
    '0.311955...'
    """

    known_range = (0, 1)

    def __new__(cls, mu: Any, gamma: Any) -> GaussianMix:
        return sp.Expr.__new__(cls, sp.sympify(mu), sp.sympify(gamma))

    def _text(self, printer: Printer) -> str:
        mu, gamma = map(printer._print, self.args)
        return rf"\overline{{E}}_{{{gamma}}}^{{\mathcal{{N}}}}\left({mu}\right)"

    def _value(self) -> Number:
        mu, gamma = self.args
        m, g = (to_arb(evaluate_ball(x)) for x in self.args)
        order = g if gamma == 1 else g.max(1 / g)
        if mu == 0:
            return arb(0)
        extra = max(0, -4 * int(m.mid().log().floor().unique_fmpz())) if m > 0 else 0
        with working_precision(current_bits() + extra):
            m, g = (to_arb(evaluate_ball(x)) for x in self.args)
            order = arb(1) if gamma == 1 else g.max(1 / g)
            return _bound(m, order, arb(_kappa(mu, gamma)))


def _bound(mu: arb, order: arb, kappa: arb) -> arb:
    if kappa == 0:
        r = order.log() / mu
        return upper_tail(r - mu / 2) - order * upper_tail(r + mu / 2)
    cross = kappa * (order - 1 + kappa)
    r = 2 * ((cross.sqrt() + order.sqrt()) / (1 - kappa)).log() / mu
    plain = (1 - kappa) * upper_tail(r - mu / 2) - (order + kappa) * upper_tail(r + mu / 2)
    return kappa + plain - 2 * cross.sqrt() * (-mu * mu / 8).exp() * upper_tail(r)


@lru_cache(maxsize=4096)
def _kappa(mu: sp.Expr, gamma: sp.Expr) -> fmpq:
    """A rational near the best kappa: searched for below the plain bound, which is kappa's own share at least."""
    with working_precision(64):
        scale = max(0, -4 * int(to_arb(evaluate_ball(mu)).mid().log().floor().unique_fmpz()))
    with working_precision(_CHOICE_BITS + scale):
        m, g = to_arb(evaluate_ball(mu)).mid(), to_arb(evaluate_ball(gamma)).mid()
        order = g.max(1 / g)
        plain = _bound(m, order, arb(0)).mid()
        if not plain > _LEAST:  # what is so small may stay as it is
            return fmpq(0)

        def height(log_share: float) -> arb:
            return _bound(m, order, plain * arb(log_share).exp()).mid()

        golden = (math.sqrt(5) - 1) / 2
        low, high = -_SPAN, 0.0
        a, b = high - golden * (high - low), low + golden * (high - low)
        fa, fb = height(a), height(b)
        for _ in range(_ROUNDS):
            if fa < fb:
                high, b, fb = b, a, fa
                a = high - golden * (high - low)
                fa = height(a)
            else:
                low, a, fa = a, b, fb
                b = low + golden * (high - low)
                fb = height(b)
        share = (low + high) / 2
        if not (height(share) < plain and share < 0):
            return fmpq(0)
        return _short(plain * arb(share).exp())


def _short(x: arb) -> fmpq:
    """A fraction near x > 0 whose denominator is a power of two."""
    mantissa, exponent = x.mid().man_exp()
    spare = max(0, int(mantissa).bit_length() - _KAPPA_BITS)
    top, power = int(mantissa) >> spare, int(exponent) + spare
    return fmpq(top << power) if power >= 0 else fmpq(top, 1 << -power)
