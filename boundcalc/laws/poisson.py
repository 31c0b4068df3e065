"""The Poisson law."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions import _incomplete_gamma
from ..functions._log_pmf import log_poisson
from ..functions.log_gamma import factorial
from ..functions.real_power import RealPower
from ..numeric.ball import Number, evaluate_ball, to_arb
from ..numeric.kinds import Array
from .discrete import at_integers
from .draws import check_spacing, poisson
from .parameter import Parameter
from .ratio import POISSON, RatioLaw, RatioShape
from .sequence import SequenceLaw
from .twin import Twin


class Poisson(RatioLaw, SequenceLaw):
    r"""``P(k) = e^{-rate} rate^k / k!``, k = 0, 1, ...; rate > 0.

    >>> Poisson(2).mass_of(0)
    exp(-2)
    """

    parameters = (Parameter("rate", r"\lambda", sp.Interval.open(0, sp.oo), ("1/3", "2", "40")),)
    scipy = Twin("poisson")
    sympy = Twin("Poisson")

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return sp.exp(-self.rate) * RealPower(self.rate, k) / factorial(k)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def mode(self) -> int:
        return int(sp.floor(self.rate))

    def mass(self, k: int) -> Number:
        return self.log_mass(k).exp()

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(POISSON, sp.S.Zero, sp.S.Zero)

    def log_mass(self, k: int) -> arb:
        rate = to_arb(evaluate_ball(self.rate))
        return k * rate.log() - rate - arb(k + 1).lgamma()

    def log_ratio(self, k: int) -> arb:
        return (to_arb(evaluate_ball(self.rate)) / (k + 1)).log()

    def upto(self, k: int) -> Number:
        return _incomplete_gamma.upper(arb(k + 1), to_arb(evaluate_ball(self.rate))) if k >= 0 else fmpq(0)

    def beyond(self, k: int) -> Number:
        return _incomplete_gamma.lower(arb(k + 1), to_arb(evaluate_ball(self.rate))) if k >= 0 else fmpq(1)

    def masses(self, first: int, last: int) -> Iterator[Number]:
        rate, mass = to_arb(evaluate_ball(self.rate)), to_arb(self.mass(first))
        for k in range(first, last + 1):
            yield mass
            mass = mass * rate / (k + 1)

    def ratio_bound(self, k: int) -> arb:
        return to_arb(evaluate_ball(self.rate)) / (k + 1)

    def decay(self, k: int) -> tuple[arb, arb, arb]:
        # -log of the ratio at k+i is log((k+i+1)/rate) <= log((k+1)/rate) + i/(k+1).
        return to_arb(self.mass(k)), to_arb(evaluate_ball(self.rate)) / (k + 1), arb(1) / (k + 1)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        rate = float(self.rate)
        check_spacing(rate, rate**0.5, "rate")
        return poisson(rng, rate, size)

    def float_pmf(self, values: Array) -> Array:
        return np.exp(log_poisson(values, float(self.rate)))
