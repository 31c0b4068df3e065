"""The finite power law (Zipf's law)."""

from __future__ import annotations

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.atomic_law import Block
from ..functions.harmonic import Harmonic, harmonic
from ..functions.real_power import RealPower
from ..numeric.ball import NoBallEvaluation, Number, as_int, evaluate_ball, to_arb, to_double
from ..numeric.enclosure import Enclosure
from ..numeric.exact import to_integer
from ..numeric.float64 import FLOAT64_BITS, TINY, UNIT
from ..numeric.kinds import Array, Record
from ..numeric.multiprecision import MpNumber, mpmath
from ..numeric.precision import working_precision
from .discrete import DiscreteLaw, MassCounts, at_integers, enclosure_of
from .parameter import Parameter
from .ratio import POWER, RatioLaw, RatioShape
from .twin import Twin

_EXACT_ATOMS = 400
_MAX_ATOMS = 5_000_000


class Zipf(RatioLaw, DiscreteLaw):
    r"""``P(k) = k^{-s} / H_{K,s}``, k = 1..K; real s >= 0, integer K >= 1, H_{K,s} = sum_{k <= K} k^{-s}.

    >>> Zipf(1, 3).mass_of(2)
    3/11
    """

    parameters = (
        Parameter("s", "s", sp.Interval(0, sp.oo), ("1", "11/10", "2")),
        Parameter("K", "K", sp.S.Naturals, ("1", "10", "500")),
    )
    scipy = Twin("zipfian")
    sympy = None  # a finite table there

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return RealPower(k, -self.s) / Harmonic(self.K, self.s)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, self.K

    def table(self) -> MassCounts | None:
        count, s = int(self.K), evaluate_ball(self.s)
        whole = as_int(s)
        if whole == 0:
            return [(fmpq(1, count), count)]
        self._check_reach()
        if whole is not None and whole <= 16 and count <= _EXACT_ATOMS:
            total = sum((fmpq(1, k**whole) for k in range(1, count + 1)), fmpq(0))
            return [(fmpq(1, k**whole) / total, 1) for k in range(1, count + 1)]
        scale = 1 / self._norm()
        if whole is not None:
            return [(scale / arb(k) ** whole, 1) for k in range(1, count + 1)]
        x = -to_arb(s)
        return [((x * arb(k).log()).exp() * scale, 1) for k in range(1, count + 1)]

    def _check_reach(self) -> None:
        if self.K > _MAX_ATOMS:
            raise NoBallEvaluation(f"more than {_MAX_ATOMS} atoms of {self} would have to be taken one by one")

    def _norm(self) -> arb:
        return to_arb(harmonic(int(self.K), evaluate_ball(self.s)))

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        low, high = (self._mass(k) for k in (int(self.K), 1))
        return enclosure_of(low), enclosure_of(high)

    def _mass(self, k: int) -> Number:
        return (-to_arb(evaluate_ball(self.s)) * arb(k).log()).exp() / self._norm()

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(POWER, self.s, sp.S.One)

    def log_mass(self, k: int) -> arb:
        return -to_arb(evaluate_ball(self.s)) * arb(k).log() - self._norm().log()

    def log_ratio(self, k: int) -> arb:
        return -to_arb(evaluate_ball(self.s)) * (arb(1) / k).log1p()

    def upto(self, k: int) -> Number:
        if k < 1:
            return fmpq(0)
        return to_arb(harmonic(k, evaluate_ball(self.s))) / self._norm() if k < self.K else fmpq(1)

    def beyond(self, k: int) -> Number:
        return 1 - self.upto(k)

    def value_masses(self) -> list[tuple[sp.Rational, Number]]:
        masses = [mass for mass, count in self.table() or () for _ in range(count)]
        return [(sp.Integer(k), mass) for k, mass in enumerate(masses, 1)]

    def float64_table(self) -> Block | None:
        self._check_reach()
        with working_precision(FLOAT64_BITS):
            s, off = to_double(evaluate_ball(self.s))
            norm, norm_off = to_double(self._norm())
        k = np.arange(1, int(self.K) + 1, dtype=np.float64)
        value = k**-s / norm
        # Library power and division, and what rounding the exponent and the norm does.
        return value, (16 * UNIT + 1.01 * (off * np.log(k) + norm_off / norm)) * value + TINY, None

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        from ..numeric.multiprecision import compile_mpmath

        self._check_reach()
        s = compile_mpmath(self.s)()
        powers = [mpmath.power(k, -s) for k in range(1, int(self.K) + 1)]
        total = mpmath.fsum(powers)  # once, not in every mass
        return [(power / total, 1) for power in powers]

    def rarest(self, count: int) -> list[tuple[Record, sp.Expr]]:
        count = to_integer(count, "count")
        last = int(self.K)
        return [(k, self.pmf(sp.Integer(k))) for k in range(last, max(last - count, 0), -1)]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        table = self.float64_table()
        assert table is not None
        return rng.choice(int(self.K), size=size, p=table[0] / table[0].sum()) + 1
