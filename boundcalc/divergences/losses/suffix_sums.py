"""What a measure of losses says: its profile, its curve, and means of convex functions of the ratio."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cached_property

import numpy as np
from flint import arb, fmpz

from .grid import Grid


class SuffixSums:
    """Suffix sums of a `Grid`: every answer lies on the grid's side of the true one.

    With S_i = sum over j >= i: h(c) = max_i (P_i - c Q_i) + P(L = infinity), the maximum where node i is the first
    above c.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.levels, self._q, self._p = grid.suffixes()
        self._scale = arb(2) ** -grid.bits
        self.infinite = arb(grid.infinite) * self._scale

    def q(self, i: int) -> arb:
        """The mass under Q from node i on."""
        return arb(self._q[i]) * self._scale if i < self.grid.size else arb(0)

    def p(self, i: int) -> arb:
        """The mass under P from node i on, with infinity."""
        return self.infinite + (arb(self._p[i]) * self._scale if i < self.grid.size else 0)

    @cached_property
    def floats(self) -> tuple[np.ndarray, np.ndarray]:
        """(values of L, masses under Q) in floats, only to choose by."""
        levels = np.array([float(level.mid()) for level in self.levels])
        return levels, np.array([float(mass * self._scale) for mass in map(arb, self.grid.masses)])

    @cached_property
    def _start(self) -> tuple[float, float]:
        grid = self.grid
        return float((grid.origin + grid.unit * grid.first).mid()), float(grid.unit.mid())

    def profile(self, c: arb) -> arb:
        """h(c), c > 0; it falls, so that of a ball one end is asked."""
        end = c.lower() if self.grid.above else c.upper()
        if not end.is_finite():
            return self.p(0) if self.grid.above and not end > 0 else self.infinite
        if not end > 0:
            return self.p(0)  # at c = 0
        start, unit = self._start
        near = (float(end.log().mid()) - start) / unit
        c, i = end, math.floor(min(max(0.0, near), float(self.grid.size)))
        # A float may be off by one node, not by two; the lines of the others lie lower.
        values = [self.p(j) - c * self.q(j) for j in range(max(0, i - 1), min(self.grid.size, i + 3) + 1)]
        best = values[0]
        for value in values[1:]:
            best = best.max(value)
        return best.max(self.infinite)

    def order(self, delta: arb) -> arb:
        """The least c >= 0 with h(c) <= delta; infinity when there is none."""
        if self.infinite > delta or (self.grid.above and not self.infinite <= delta):
            return arb.pos_inf()
        size = self.grid.size
        low, high = -1, size - 1  # h at node high is at most delta, at node low not certainly
        while high - low > 1:
            i = (low + high) // 2
            if self.p(i) - self.levels[i] * self.q(i) <= delta:
                high = i
            else:
                low = i
        if not self._q[high]:  # nothing but infinity from this node on
            return self.levels[high] if self.grid.above else arb(0)
        # Between the two nodes h is the line of node high; elsewhere that line lies below h.
        c = (self.p(high) - delta) / self.q(high)
        return c.max(self.levels[low] if low >= 0 and self.grid.above else arb(0))

    def rate(self, alpha: arb) -> arb:
        """inf over c >= 0 of h(c) + c alpha: the largest true positive rate at the false positive rate alpha."""
        size = self.grid.size
        target = alpha / self._scale
        # The slope of h + c alpha changes its sign at the first node from which on less than alpha is left.
        keys = Backwards(self._q)
        first, last = bisect_left(keys, -target.upper()), bisect_left(keys, -target.lower())
        best = self.p(0)
        for j in range(max(0, first - 3), min(size, last + 4)):
            best = best.min(self.p(j) - self.levels[j] * self.q(j) + self.levels[j] * alpha)
        return best

    def area(self) -> arb:
        """The area under the curve: its corners are (Q from node i on, P from node i on)."""
        # In whole numbers: the trapezium over node i has the width of its mass under Q.
        masses, infinite = self.grid.masses, self.grid.infinite
        twice = sum(
            (mass * (2 * infinite + self._p[i] + (self._p[i + 1] if i + 1 < self.grid.size else 0)))
            for i, mass in enumerate(masses)
        )
        rest = (1 - self.q(0)) * self.p(0)  # at L = 0; where rounding has left more than 1 under Q, a bound
        if self.grid.above:
            rest = rest.max(arb(0))
        return arb(twice) * self._scale**2 / 2 + rest

    def mixture(self, rise: arb, drop: arb, root: arb, begin: arb) -> arb:
        """E_Q (rise L - drop - root sqrt L)_+ with L = infinity at the rate `rise`; it is 0 up to L = `begin`."""
        total = rise * self.infinite
        for level, mass in zip(self.levels, self.grid.masses, strict=True):
            if mass and not level <= begin:
                over = rise * level - drop - root * level.sqrt()
                total += over.nonnegative_part() * (arb(mass) * self._scale)
        return total


class Backwards:
    """A falling sequence, negated: for bisection."""

    def __init__(self, falling: list[fmpz]) -> None:
        self._falling = falling

    def __len__(self) -> int:
        return len(self._falling)

    def __getitem__(self, i: int) -> arb:
        return -arb(self._falling[i])
