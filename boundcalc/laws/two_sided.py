"""Laws on all integers whose masses fall on both sides of 0 alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.atomic_law import Block
from ..numeric.ball import NoBallEvaluation, Number, evaluate_ball, to_arb
from ..numeric.enclosure import Enclosure
from ..numeric.kinds import Array
from ..numeric.multiprecision import MpNumber
from ..numeric.precision import working_precision
from .discrete import DiscreteLaw, MassCounts, enclosure_of

_MAX_WINDOW = 1 << 19
_MAX_INDEX = 1 << 62


class TwoSidedLaw(DiscreteLaw):
    """A law with ``P(k) = P(0) e^(-A k^2 - B |k|)``, k any integer, A and B >= 0 and not both 0: a mass is listed once
    for both of its atoms. A subclass gives `pmf`, `centre` and `exponents`."""

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.NegativeInfinity, sp.oo

    @property
    def exponents(self) -> tuple[sp.Expr, sp.Expr]:
        """(A, B)."""
        raise NotImplementedError

    def centre(self) -> arb:
        """P(0)."""
        raise NotImplementedError

    def _shape(self) -> tuple[arb, arb, arb]:
        """(P(0), A, B) at the working precision."""
        square, linear = (to_arb(evaluate_ball(x)) for x in self.exponents)
        return self.centre(), square, linear

    def mass(self, k: int) -> arb:
        """P(k)."""
        centre, square, linear = self._shape()
        return centre * (-square * (k * k) - linear * abs(k)).exp()

    def masses(self, last: int) -> list[arb]:
        """P(0), ..., P(last)."""
        centre, square, linear = self._shape()
        return [centre * (-square * (k * k) - linear * k).exp() for k in range(last + 1)]

    def side_tail(self, last: int, a: Number) -> arb:
        """An upper bound on the sum over k > last >= 0 of P(k)^a, a > 0: ratios fall from one to the next."""
        centre, square, linear = self._shape()
        power, k = to_arb(a), last + 1
        rate = power * (square * (2 * k + 1) + linear)
        if not rate > 0:
            return arb.pos_inf()
        first = centre**power * (-power * (square * (k * k) + linear * k)).exp()
        return (first / -(-rate).expm1()).upper()

    def cut(self, bits: int, a: Number) -> int:
        """A k >= 0 beyond which the sum of p^a, on both sides, is below 2^-bits."""
        return self._first(lambda k: bool(self.side_tail(k, a) < arb(2) ** -(bits + 1)))

    def last_above(self, level: arb) -> int:
        """A k >= 0 beyond which, on both sides, every mass is below `level`."""
        return self._first(lambda k: bool(self.mass(k + 1) < level))

    def head_start(self, bits: int, a: Number) -> tuple[int, arb]:
        """(first, bound): the sum over k < first of p(k)^a is at most `bound`, about 2^-bits."""
        last = self.cut(bits, a)
        return -last, self.side_tail(last, a)

    def _first(self, reached: Callable[[int], bool]) -> int:
        """The smallest k >= 0 where the monotone condition holds, at low precision."""
        with working_precision(64):
            if reached(0):
                return 0
            left, step = 0, 1
            while not reached(left + step):
                left, step = left + step, 2 * step
                if left > _MAX_INDEX:
                    raise NoBallEvaluation(f"more than {_MAX_WINDOW} atoms of {self} would have to be taken one by one")
            right = left + step
            while right - left > 1:
                middle = (left + right) // 2
                left, right = (left, middle) if reached(middle) else (middle, right)
        return right

    def _window(self, bits: int, a: Number) -> int:
        last = self.cut(bits, a)
        if last > _MAX_WINDOW:
            raise NoBallEvaluation(f"more than {_MAX_WINDOW} atoms of {self} would have to be taken one by one")
        return last

    # -- what every discrete law offers --------------------------------------------------------------------------------

    def table(self) -> MassCounts | None:
        return None

    def float64_table(self) -> Block | None:
        return None

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p^a is infinite: never, for a > 0."""
        return False

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        last = self._window(bits, a)
        table: MassCounts = [(mass, 2 if k else 1) for k, mass in enumerate(self.masses(last))]
        return table, (2 * self.side_tail(last, a)).upper()

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        from ..numeric.multiprecision import compile_mpmath, mpmath

        assert self.pmf is not None
        last = self._window(mpmath.prec, fmpq(1))
        k = sp.Dummy("k", integer=True)
        mass = compile_mpmath(self.pmf(k), (k,))
        return [(mass(mpmath.mpf(j)), 2 if j else 1) for j in range(last + 1)]

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        return Enclosure.point(0), enclosure_of(to_arb(self.mass(0)))

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        return self.float_pmf(self.sample(rng, size))

    def float_pmf(self, values: Array) -> Array:
        """Masses at an array of integers, as float64 without guarantee (for simulation)."""
        raise NotImplementedError
