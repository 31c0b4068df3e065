"""The geometric law."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.real_power import RealPower
from ..numeric.ball import Number, evaluate_ball, power, to_arb
from ..numeric.kinds import Array
from .discrete import MassCounts, at_integers
from .draws import geometric
from .parameter import Parameter
from .ratio import NEGATIVE_BINOMIAL, RatioLaw, RatioShape, log_of
from .sequence import SequenceLaw
from .twin import Twin


class Geometric(RatioLaw, SequenceLaw):
    r"""``P(k) = q (1-q)^(k-1)``, k = 1, 2, ...; 0 < q <= 1.

    >>> Geometric("1/3").mass_of(2)
    2/9
    """

    parameters = (Parameter("q", "q", sp.Interval.Lopen(0, 1), ("1/100", "1/3", "9/10")),)
    scipy = Twin("geom")
    sympy = Twin("Geometric")

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return self.q * RealPower(1 - self.q, k - 1)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.S.One if self.q == 1 else sp.oo

    def table(self) -> MassCounts | None:
        return [(fmpq(1), 1)] if self.q == 1 else None

    def _q(self) -> Number:
        return evaluate_ball(self.q)

    def mode(self) -> int:
        return 1

    def mass(self, k: int) -> Number:
        return self._q() * power(1 - self._q(), fmpq(k - 1))

    def masses(self, first: int, last: int) -> Iterator[Number]:
        ratio, mass = to_arb(1 - self._q()), to_arb(self.mass(first))
        for _ in range(first, last + 1):
            yield mass
            mass = mass * ratio

    def ratio_bound(self, k: int) -> arb:
        return to_arb(1 - self._q())

    def ratio_floor(self, k: int) -> arb:
        return to_arb(1 - self._q())

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(NEGATIVE_BINOMIAL, sp.S.NegativeOne, 1 - self.q)

    def log_mass(self, k: int) -> arb:
        return log_of(self._q()) + (k - 1) * self.log_ratio(k) if k > 1 else log_of(self._q())

    def log_ratio(self, k: int) -> arb:
        return (-to_arb(self._q())).log1p()

    def upto(self, k: int) -> Number:
        return -(k * self.log_ratio(k)).expm1() if k > 0 and self.q != 1 else fmpq(int(k > 0))

    def beyond(self, k: int) -> Number:
        return power(1 - self._q(), fmpq(k)) if k > 0 else fmpq(1)

    def power_tail(self, last: int, a: Number) -> arb:
        return to_arb(self.mass(last + 1)) ** to_arb(a) / (1 - to_arb(1 - self._q()) ** to_arb(a))

    def cut(self, bits: int, a: Number) -> int:
        return 0

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return geometric(rng, float(self.q), size)

    def float_pmf(self, values: Array) -> Array:
        q = float(self.q)
        return q * np.exp((np.asarray(values) - 1.0) * np.log1p(-q)) if q < 1 else np.ones(len(values))
