"""Laws whose atoms are taken in a window: infinitely many atoms, or very many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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

_MAX_INDEX = 1 << 62
_MAX_WINDOW = 1 << 19


class SequenceLaw(DiscreteLaw):
    """A law with masses p(k), k = first, first+1, ..., that rise to a mode and fall after it.

    A subclass gives `pmf`, `index_range`, `mode` and `mass` (and, where a closed form exists, `power_tail`). The
    certified tails of this class use that the ratio p(k+1)/p(k) stays below `ratio_bound(k)` from k on.
    """

    def table(self) -> MassCounts | None:
        return None

    def float64_table(self) -> Block | None:
        return None

    # -- to be given by the law ----------------------------------------------------------------------------------------

    def mode(self) -> int:
        """An index from which on the masses do not rise."""
        raise NotImplementedError

    def mass(self, k: int) -> Number:
        """p(k)."""
        assert self.pmf is not None
        return evaluate_ball(self.pmf(sp.Integer(k)))

    def ratio_bound(self, k: int) -> arb:
        """A bound on p(j+1)/p(j) for every j >= k."""
        return to_arb(self.mass(k + 1)) / to_arb(self.mass(k))

    def ratio_floor(self, k: int) -> arb:
        """A lower bound on p(j+1)/p(j) for every j >= k."""
        return arb(0)

    def decay(self, k: int) -> tuple[arb, arb, arb]:
        """(c, r, b): p(k+i) >= c r^i e^{-b i^2} for every i >= 0 (r = 0 when nothing is known)."""
        return to_arb(self.mass(k)), self.ratio_floor(k), arb(0)

    @property
    def is_heavy(self) -> bool:
        """Whether the masses fall slower than every geometric sequence."""
        return False

    def diverges(self, a: Number) -> bool:
        """Whether the sum of p(k)^a is infinite."""
        return False

    # -- windows -------------------------------------------------------------------------------------------------------

    def masses(self, first: int, last: int) -> Iterator[Number]:
        """p(first), ..., p(last)."""
        return (self.mass(k) for k in range(first, last + 1))

    def mass_bound(self, last: int) -> arb:
        """A bound on every p(k), k > last, for last at or beyond the mode."""
        return to_arb(self.mass(last + 1)).upper()

    def power_tail(self, last: int, a: Number) -> arb:
        """A ball that contains the sum over k > last of p(k)^a, for last at or beyond the mode."""
        ratio = self.ratio_bound(last + 1) ** to_arb(a)
        if not ratio < 1:
            return arb.pos_inf()
        return arb(0).union((to_arb(self.mass(last + 1)) ** to_arb(a) / (1 - ratio)).upper())

    def head_start(self, bits: int, a: Number) -> tuple[int, arb]:
        """(first, bound): the sum over k < first of p(k)^a is at most `bound`, about 2^-bits or exactly 0."""
        low = int(self.index_range[0])
        mode = self.mode()

        def negligible(k: int) -> bool:
            with working_precision(64):
                return self._below(k, a) < arb(2) ** -bits

        if mode - low < 4096 or not negligible(low + 1):
            return low, arb(0)
        left, right = low + 1, mode
        while right - left > 1:
            middle = (left + right) // 2
            left, right = (middle, right) if negligible(middle) else (left, middle)
        return left, self._below(left, a)

    def window_table(self, bits: int, a: Number) -> tuple[MassCounts, arb]:
        first, below = self.head_start(bits + 1, a)
        last = max(first, self._search(lambda k: self.power_tail(k, a) < arb(2) ** -(bits + 1)))
        if last - first > _MAX_WINDOW:
            raise NoBallEvaluation(f"more than {_MAX_WINDOW} atoms of {self} would have to be taken one by one")
        return [(mass, 1) for mass in self.masses(first, last)], below + to_arb(self.power_tail(last, a)).upper()

    def mpmath_table(self) -> list[tuple[MpNumber, int]]:
        from ..numeric.multiprecision import compile_mpmath, mpmath

        assert self.pmf is not None
        bits = mpmath.prec
        first, _ = self.head_start(bits, fmpq(1))
        last = self._search(lambda k: self.power_tail(k, fmpq(1)) < arb(2) ** -bits)
        if last - first > _MAX_WINDOW:
            raise ValueError(f"more than {_MAX_WINDOW} atoms of {self} would have to be summed one by one; use balls")
        k = sp.Dummy("k", integer=True)
        mass = compile_mpmath(self.pmf(k), (k,))
        return [(mass(mpmath.mpf(j)), 1) for j in range(first, last + 1)]

    def _below(self, k: int, a: Number) -> arb:
        # Log-concave below the mode: ratios p(j-1)/p(j) are at most the one at k-1.
        x, y = (
            to_arb(self.mass(k - 1)),
            to_arb(self.mass(k - 2)) if k - 2 >= int(self.index_range[0]) else arb(0),
        )
        if y == 0:
            return x ** to_arb(a)
        ratio = (y / x) ** to_arb(a)
        return x ** to_arb(a) / (1 - ratio) if ratio < 1 else arb.pos_inf()

    def last_above(self, level: arb) -> int:
        """An index at or beyond the mode after which every mass is below `level`."""
        return self._search(lambda k: to_arb(self.mass(k + 1)) < level)

    def cut(self, bits: int, a: Number) -> int:
        """An index after which the sum of p(k)^a is below 2^-bits (0 for laws whose tails have a closed form)."""
        return self._search(lambda k: self.power_tail(k, a) < arb(2) ** -bits)

    def _search(self, reached: Callable[[int], bool]) -> int:
        """Smallest index from the mode on where the monotone condition holds, at low precision."""
        high = self.index_range[1]
        left = self.mode()
        last = _MAX_INDEX if high is sp.oo else int(high)
        with working_precision(64):
            if left >= last or reached(left):
                return min(left, last)
            step = 1
            while left + step < last and not reached(left + step):
                left, step = left + step, 2 * step
                if left > _MAX_INDEX:
                    raise ValueError(f"the tail of {self} is too heavy")
            right = min(left + step, last)
            while right - left > 1:
                middle = (left + right) // 2
                left, right = (left, middle) if reached(middle) else (middle, right)
        return right

    def extreme_masses(self) -> tuple[Enclosure, Enclosure]:
        high = enclosure_of(self.mass(self.mode()))
        return Enclosure.point(0), high

    def sample_masses(self, rng: np.random.Generator, size: int) -> Array:
        values = self.sample(rng, size)
        return self.float_pmf(values)

    def float_pmf(self, values: Array) -> Array:
        """Masses at an array of indices, as float64 without guarantee (for simulation)."""
        raise NotImplementedError
