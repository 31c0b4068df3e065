"""A contraction onto a grid: mass between the nodes is pooled into atoms at the nodes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from flint import fmpz

Level: TypeAlias = fmpz
"""The value of L at a node, times 2^bits, rounded up."""


class Stock(NamedTuple):
    """Mass with L pooled to p/q: q under Q, rounded up, and p under P, rounded down (both times 2^bits).

    Rounded like this E_Q (L - c)_+ = (p - c q)_+ only falls, whatever c >= 0.
    """

    q: fmpz
    p: fmpz

    def plus(self, other: Stock) -> Stock:
        """Both in one atom: a contraction."""
        return Stock(self.q + other.q, self.p + other.p)

    def split(self, q: fmpz) -> tuple[Stock, Stock]:
        """The part with mass q under Q, and the rest, at the same L (or below it, by rounding)."""
        part = Stock(q, self.p * q // self.q)
        return part, Stock(self.q - q, self.p * (self.q - q) // self.q)


NOTHING = Stock(fmpz(0), fmpz(0))
_REACH = 64
"""So many neighbours are asked for mass."""


def pooled(levels: Sequence[Level], cells: Sequence[Stock], masses: Sequence[fmpz], bits: int) -> list[fmpz]:
    """Masses under Q at the nodes that lie below all the given mass in convex order: that in the cells, and `masses` at
    the nodes.

    ``cells[i]`` lies below node i and above node i - 1; the first has no node below, the last none above. At every node
    some mass from below is pooled with the mass from above that brings its mean to the node. Where the density rises
    the scan goes up, where it falls down, so that what one node leaves the next one takes. What is left over (at a jump
    of the density) is pooled with mass at the next node.
    """
    size = len(levels)
    out = list(masses)
    top = max(range(size + 1), key=lambda i: cells[i].q)
    rests: list[tuple[int, Stock, bool]] = []
    below = cells[0]
    for i in range(min(top, size)):
        held, kept = _hold(below, cells[i + 1])
        found, rest, fresh = _balance(held, cells[i + 1], levels[i], bits)
        out[i] += found
        below = kept.plus(fresh)
        if rest.q:
            rests.append((i, rest, True))
    above = cells[size] if top < size else NOTHING
    for i in range(size - 1, top, -1):
        held, kept = _hold(above, cells[i])
        found, fresh, rest = _balance(cells[i], held, levels[i], bits)
        out[i] += found
        above = kept.plus(fresh)
        if rest.q:
            rests.append((i, rest, False))
    last = min(top, size - 1)
    found, below, above = _balance(below, above, levels[last], bits)
    out[last] += found
    rests += [(last, stock, side) for stock, side in ((below, True), (above, False)) if stock.q]
    for i, stock, low in rests:
        _spend(out, levels, bits, i, stock, low)
    return out


def gathered(levels: Sequence[Level], heaps: Sequence[Stock], masses: Sequence[fmpz], bits: int) -> list[fmpz]:
    """The same for atoms: ``heaps[i]`` are those nearest to node i, and `masses` lie at the nodes already.

    A heap goes to its node together with the little mass of a neighbour that brings their mean to it: of the heap that
    follows, or of what is already at a node below. So what is lost is of the order of the step times the distance of
    the atoms, where pooling neighbours loses the square of their distance.
    """
    out, left = list(masses), list(heaps)
    used = [i for i, (mass, heap) in enumerate(zip(masses, heaps, strict=True)) if mass or heap.q]
    for k, i in enumerate(used):
        stock = left[i]
        low = (stock.p << bits) < levels[i] * stock.q
        for j in used[k + 1 : k + _REACH] if low else used[max(0, k - _REACH) : k][::-1]:
            if not stock.q:
                break
            raw = low and left[j].q > 0
            given = left[j] if raw else _at(levels[j], out[j], bits)
            found, *rests = _balance(*((stock, given) if low else (given, stock)), levels[i], bits)
            stock, rest = rests if low else reversed(rests)
            out[i] += found
            if raw:
                left[j] = rest
            else:
                out[j] = (rest.p << bits) // levels[j]
        if low and stock.q:  # nothing was left
            i = _beneath(levels, stock, i, bits)
        if i >= 0:  # with mass at L = 0, or none
            out[i] += (stock.p << bits) // levels[i]
    return out


def _beneath(levels: Sequence[Level], stock: Stock, node: int, bits: int) -> int:
    """The last node up to this one that does not lie above the stock; -1 where there is none."""
    return bisect_right(levels, (stock.p << bits) // stock.q, 0, node + 1) - 1


def _at(level: Level, mass: fmpz, bits: int) -> Stock:
    """The mass at a node as a stock."""
    return Stock(mass, max(fmpz(0), mass * (level - 1) >> bits))


def _hold(stock: Stock, fresh: Stock) -> tuple[Stock, Stock]:
    """What to use of a stock and what to keep: an excess over half of the fresh mass goes down step by step, not all
    at once, else it would swing from node to node."""
    excess = 2 * stock.q - fresh.q
    if excess <= 0 or not fresh.q:
        return stock, NOTHING
    return stock.split(stock.q - excess // 8)


def _balance(low: Stock, high: Stock, level: Level, bits: int) -> tuple[fmpz, Stock, Stock]:
    """(mass at the node, rest below, rest above): as much as can be pooled with its mean at the node."""
    lack = level * low.q - (low.p << bits)
    if lack <= 0:
        return ((low.p << bits) // level, NOTHING, high) if low.q else (fmpz(0), low, high)
    gain = (high.p << bits) - level * high.q
    if gain <= 0:
        return fmpz(0), low.plus(high), NOTHING
    ulps = fmpz(4) << bits  # what the roundings of this step may cost
    if lack <= gain:
        taken, high_rest = high.split(min(high.q, (lack + ulps) * high.q // gain + 1))
        pool, low_rest = low.plus(taken), NOTHING
    else:
        taken, low_rest = low.split(max(fmpz(0), (gain - ulps) * low.q // lack))
        pool, high_rest = high.plus(taken), NOTHING
    if (pool.p << bits) < level * pool.q:  # by rounding: too little from above
        return fmpz(0), low, high
    return (pool.p << bits) // level, low_rest, high_rest


def _spend(masses: list[fmpz], levels: Sequence[Level], bits: int, node: int, stock: Stock, low: bool) -> None:
    """Pool a rest that lies below the node (or above it) with the mass at the next node on the other side; where there
    is not enough, move it down to the nearest node below, which only lowers E_Q (L - c)_+."""
    partner = node + 1 if low else node - 1
    if 0 <= partner < len(levels) and masses[partner]:
        mass = masses[partner]
        atom = Stock(mass, mass * (levels[partner] - 1) >> bits)
        found, *rests = _balance(*((stock, atom) if low else (atom, stock)), levels[node], bits)
        if found:
            stock, atom = rests if low else reversed(rests)
            masses[node] += found
            masses[partner] = (atom.p << bits) // levels[partner]
    if stock.q:
        node = _beneath(levels, stock, node, bits)
        if node >= 0:
            masses[node] += (stock.p << bits) // levels[node]
