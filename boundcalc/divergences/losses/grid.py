"""A measure of losses on a grid, above or below the law that it stands for in convex order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate

from flint import arb, fmpz, fmpz_poly

from .pooling import NOTHING, Stock, gathered, pooled


@dataclass(frozen=True)
class Grid:
    """The law of L = dP/dQ under Q by atoms L = e^(origin + i unit), i = first, first + 1, ...; masses times 2^bits.

    Whether it lies `above` or below what it stands for: h(c) = E_Q (L - c)_+ + P(L = infinity) is at least or at most
    the true one at every c >= 0. Products of such measures stand for products of the laws, so nothing has to be
    normalised: rounding and cuts keep the side. From above the masses are at least those of a measure with P's mass
    exactly 1 that lies above as well (spreads and cuts keep P's mass, rounding adds to it); from below the finite part
    and the mass at infinity each lie below their own. So 1 - (1 - x)(1 - y) is what two masses at infinity make.
    """

    origin: arb
    unit: arb
    first: int
    masses: list[fmpz]
    infinite: fmpz
    """P(L = infinity)."""
    bits: int
    above: bool

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.masses)

    def levels(self) -> list[arb]:
        """The values of L at the nodes."""
        return _powers(self.origin + self.unit * self.first, self.unit, self.size)

    def _round(self, x: arb) -> fmpz:
        scaled = x * arb(2) ** self.bits
        end = scaled.upper().ceil() if self.above else scaled.lower().floor()
        return max(fmpz(0), end.unique_fmpz())

    def times(self, other: Grid, tail: float) -> Grid:
        """The law of the product of two independent ratios; tails of about this mass are cut off on the safe side."""
        factor = fmpz_poly(self.masses)
        product = (factor * (factor if other is self else fmpz_poly(other.masses))).coeffs()
        # One of the two is infinite under P: x + y - x y.
        infinite = self.infinite + other.infinite - (self.infinite * other.infinite >> self.bits)
        infinite = infinite if self.above else max(fmpz(0), infinite - 1)
        whole = Grid(
            self.origin + other.origin,
            self.unit,
            self.first + other.first,
            product,
            infinite,
            2 * self.bits,
            self.above,
        )
        return whole._cut(tail, self.bits)

    def cut(self, tail: float) -> Grid:
        """Without tails of about this mass, which are cut off on the safe side."""
        return self._cut(tail, self.bits)

    def _cut(self, tail: float, bits: int) -> Grid:
        """The same with masses times 2^bits; `infinite` is already."""
        product, origin, unit, first = self.masses, self.origin, self.unit, self.first
        extra = self.bits - bits
        begin, end = self._window(tail)
        masses, infinite = product[begin:end], self.infinite
        if not self.above:
            masses = [x >> extra for x in masses]
            return Grid(origin, unit, first + begin, masses, infinite, bits, False)
        up = (fmpz(1) << extra) - 1
        masses = [(x + up) >> extra for x in masses]
        scale = arb(2) ** -extra
        if end < len(product):  # an atom at L goes to the last node f and to infinity: (L - f) q of P's mass
            values = _powers(origin + unit * (first + end - 1), unit, len(product) - end + 1)
            lost = sum((x * (v - values[0]) for x, v in zip(product[end:], values[1:], strict=True)), arb(0))
            # P's mass there is at most 1, whatever far too large an L makes of a rounded mass.
            infinite = min(infinite + (lost * scale).upper().ceil().unique_fmpz(), fmpz(1) << bits)
            masses[-1] += (sum(product[end:], fmpz(0)) + up) >> extra
        if begin:  # and below the first node f to f and to 0: P's mass stays
            values = _powers(origin + unit * first, unit, begin + 1)
            kept = sum((x * v for x, v in zip(product[:begin], values, strict=False)), arb(0)) / values[-1]
            masses[0] += (kept * scale).upper().ceil().unique_fmpz()
        return Grid(origin, unit, first + begin, masses, infinite, bits, True)

    def _window(self, tail: float) -> tuple[int, int]:
        """Where P's mass above and Q's mass below are about the tail; only a choice, so floats do."""
        product, loss = self.masses, float(self.unit.mid())
        first = float((self.origin + self.unit * self.first).mid())
        shift = max(0, self.bits - 512)
        level = math.ldexp(tail, self.bits - shift)
        end, mass = len(product), 0.0
        while end > 1:
            mass += math.exp(min(700.0, first + loss * (end - 1))) * float(product[end - 1] >> shift)
            if mass > level:
                break
            end -= 1
        begin, mass = 0, 0.0
        while begin < end - 1:
            mass += float(product[begin] >> shift)
            if mass > level:
                break
            begin += 1
        return begin, end

    def coarser(self) -> Grid:
        """On every second node: mass in between is spread to both neighbours (above) or pooled (below)."""
        masses, first = list(self.masses), self.first
        if first % 2:
            masses, first = [fmpz(0), *masses], first - 1
        if len(masses) % 2 == 0:
            masses.append(fmpz(0))
        even, odd = masses[0::2], masses[1::2]
        out: list[fmpz]
        if self.above:
            growth = self.unit.exp()
            down, up = self._round(growth / (1 + growth)), self._round(1 / (1 + growth))
            ones = (fmpz(1) << self.bits) - 1
            lower = [(x * down + ones) >> self.bits for x in odd]
            upper = [(x * up + ones) >> self.bits for x in odd]
            out = [x + y + z for x, y, z in zip(even, [*lower, fmpz(0)], [fmpz(0), *upper], strict=True)]
        else:
            values = _powers(self.origin + self.unit * first, self.unit, len(masses))
            scale = arb(2) ** self.bits
            levels = [(v * scale).upper().ceil().unique_fmpz() for v in values[0::2]]
            floors = [(v * scale).lower().floor().unique_fmpz() for v in values[1::2]]
            stocks = [Stock(x, x * v >> self.bits) for x, v in zip(odd, floors, strict=True)]
            if 2 * sum(1 for x in masses if x) < len(masses):  # far apart
                heaps = [NOTHING] * len(even)
                for i, stock in enumerate(stocks):
                    near = i if even[i] > even[i + 1] else i + 1
                    heaps[near] = heaps[near].plus(stock)
                out = gathered(levels, heaps, even, self.bits)
            else:
                out = pooled(levels, [NOTHING, *stocks, NOTHING], even, self.bits)
        return Grid(self.origin, 2 * self.unit, first // 2, out, self.infinite, self.bits, self.above)

    def suffixes(self) -> tuple[list[arb], list[fmpz], list[fmpz]]:
        """(levels, Q-mass from node i on, P-mass from node i on without infinity), each rounded to the side."""
        levels = self.levels()
        scale = arb(2) ** self.bits
        rounded = [
            ((v * scale).upper().ceil() if self.above else (v * scale).lower().floor()).unique_fmpz() for v in levels
        ]
        up = (fmpz(1) << self.bits) - 1 if self.above else fmpz(0)
        parts = [(x * v + up) >> self.bits for x, v in zip(self.masses, rounded, strict=True)]
        under_q = list(accumulate(reversed(self.masses)))[::-1]
        under_p = list(accumulate(reversed(parts)))[::-1]
        return levels, under_q, under_p


def _powers(start: arb, unit: arb, count: int) -> list[arb]:
    """e^(start + i unit), i = 0, ..., count - 1; begun anew now and then, so that the radii stay small."""
    out: list[arb] = []
    growth = unit.exp()
    for i in range(0, count, 64):
        value = (start + unit * i).exp()
        for _ in range(min(64, count - i)):
            out.append(value)
            value = value * growth
    return out
