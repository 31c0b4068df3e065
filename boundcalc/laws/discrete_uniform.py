"""The uniform law on consecutive integers."""

from __future__ import annotations

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.atomic_law import Block
from ..numeric.ball import Number
from ..numeric.exact import shown, to_integer
from ..numeric.float64 import UNIT, Approximation
from ..numeric.kinds import Array, NumberLike, Record
from ..numeric.multiprecision import MpNumber
from .discrete import DiscreteLaw, MassCounts, at_integers
from .parameter import Parameter
from .ratio import NEGATIVE_BINOMIAL, RatioLaw, RatioShape
from .twin import Twin


class DiscreteUniform(RatioLaw, DiscreteLaw):
    """P(k) = 1/(b-a+1) for k = a, ..., b; integers a <= b.

    >>> DiscreteUniform(1, 6).mass_of(3)
    1/6
    """

    parameters = (
        Parameter("a", "a", sp.S.Integers, ("0", "1")),
        Parameter("b", "b", sp.S.Integers, ("1", "6", "100")),
    )
    scipy = Twin("randint", lambda a, b: (a, b + 1), lambda low, high: (low, high - 1))
    sympy = Twin("Die", parameters=lambda sides: (1, sides))

    def __new__(cls, *args: NumberLike, **kwargs: NumberLike) -> DiscreteUniform:
        law = super().__new__(cls, *args, **kwargs)
        if (law.a > law.b) == True:  # noqa: E712 - may be a symbolic relation
            raise ValueError(f"b must be at least a = {shown(law.a)}, got {shown(law.b)}")
        return law

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return 1 / self.atom_count

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return self.a, self.b

    def table(self) -> MassCounts | None:
        return [(fmpq(1, int(self.atom_count)), int(self.atom_count))]

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        from ..numeric.multiprecision import mpmath

        return [(mpmath.mpf(1) / int(self.atom_count), int(self.atom_count))]

    def float64_table(self) -> Block | None:
        k = float(Approximation.exact(int(self.atom_count)).value)
        return np.array([1 / k]), np.array([4 * UNIT / k]), np.array([k])

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(NEGATIVE_BINOMIAL, sp.S.NegativeOne, sp.S.One)

    def log_mass(self, k: int) -> arb:
        return -arb(int(self.atom_count)).log()

    def log_ratio(self, k: int) -> arb:
        return arb(0)

    def upto(self, k: int) -> Number:
        return fmpq(min(max(k - int(self.a) + 1, 0), int(self.atom_count)), int(self.atom_count))

    def beyond(self, k: int) -> Number:
        return 1 - self.upto(k)

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        count = to_integer(count, "count")
        first = int(self.a)
        return [(first + i, self.pmf(self.a)) for i in range(min(count, int(self.atom_count)))]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        a, width = int(self.a), int(self.b - self.a)
        if width >= 2**63:
            raise ValueError(f"b - a must be less than 2^63 to be drawn, got {width}")
        drawn = rng.integers(width, size=size, endpoint=True)
        return drawn + a if a >= -(2**63) and a + width < 2**63 else drawn.astype(object) + a
