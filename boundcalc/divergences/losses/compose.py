"""Composition of pairs: the losses of independent pairs add up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TypeAlias

import sympy as sp
from flint import arb

from ...numeric.precision import working_precision
from .discretise import FARTHEST, gain, grids, reach, spread
from .grid import Grid
from .pair import Pair, ball

Ends: TypeAlias = tuple[Grid, Grid]
"""(above, below)."""
GUARD = 48
_HEAVY = 1.25
_FINEST = 64
"""A lattice of several parts is no more than so many times as fine as the coarsest of theirs."""


def composed(parts: Sequence[tuple[Pair, int]], fineness: float, bits: int, tail: int) -> tuple[Ends, int]:
    """The product of the pairs, each as often as it says, on a grid of `fineness` times the standard deviation of its
    loss, and the length of the longest grid on the way. A lattice that all of them share is kept as it is, and then
    nothing is lost but rounding. Tails of about 2^-tail are cut off on the safe side."""
    product = _Product(tail)
    with working_precision(bits + GUARD):
        lattice = common_lattice(parts)
        out: Ends | None = None
        if lattice is not None:
            for pair, count in parts:
                out = product.times(out, product.power(grids(pair, ball(lattice), bits, tail, True), count, 0.0))
        else:
            spreads = [max(spread(pair), 1e-30) for pair, _ in parts]
            total = math.sqrt(sum(count * s**2 for (_, count), s in zip(parts, spreads, strict=True)))
            leader, base = _leader(parts, fineness * total)
            powers = []
            for (pair, count), s in zip(parts, spreads, strict=True):
                unit = base * arb(2) ** math.floor(math.log2(fineness * min(s, total / 4) / float(base.mid())))
                ends = product.cut(grids(pair, unit, bits, tail, pair == leader))
                powers.append((math.sqrt(count) * s, product.power(ends, count, fineness * s)))
            # The least spread first: grids grow with the standard deviation of the sum.
            heap = [(s, i, ends) for i, (s, ends) in enumerate(powers)]
            heapify(heap)
            while len(heap) > 1:
                (s, i, x), (t, _, y) = heappop(heap), heappop(heap)
                both = math.hypot(s, t)
                x, y = _aligned(x, y)
                heappush(heap, (both, i, _within(product.times(x, y), fineness * both)))
            out = heap[0][2]
        assert out is not None
        return out, product.longest


def _leader(parts: Sequence[tuple[Pair, int]], wanted: float) -> tuple[Pair | None, arb]:
    """A pair with two atoms, and the step that puts both of them on the grid; or none, and a power of two."""
    for pair, _ in parts:
        atoms = pair.atoms()
        if len(atoms) == 2:
            low, high = ((p / q).log() for p, q in atoms)
            if high - low > 0:
                return pair, high - low
    return None, arb(2) ** math.floor(math.log2(wanted))


def room(parts: Sequence[tuple[Pair, int]], tail: int) -> int:
    """Bits that masses under Q need beside the tail's, so that the largest losses of P are not drowned by rounding:
    about log2 of the ratio at which P's tail is cut. Only a choice, and the same for all but large losses."""
    with working_precision(192):
        square = sum(count * spread(pair) ** 2 for pair, count in parts)
        mean = min(square, sum(count * gain(pair) for pair, count in parts))  # E_P ln L <= E (ln L)^2 under (P+Q)/2
        farthest = max(reach(pair, tail) for pair, _ in parts)
        heavy = _heavy(parts, tail)
    far = max(farthest, mean + math.sqrt(2 * tail * math.log(2) * min(square, 4 * mean)))
    far = heavy if heavy > _HEAVY * far else far  # a few steps with large losses
    return 32 + 64 * math.floor(min(far, FARTHEST) / math.log(2) / 64)


def _heavy(parts: Sequence[tuple[Pair, int]], tail: int) -> float:
    """About the sum of losses beyond which P has less than 2^-tail, by the exponential moments of the steps."""
    cells = [(count, _cells(pair)) for pair, count in parts]

    def bound(tilt: float) -> float:
        logs = sum(count * _log_sum([math.log(p) + tilt * loss for p, loss in steps]) for count, steps in cells)
        return (logs + tail * math.log(2)) / tilt

    return min(bound(2.0**k) for k in range(-4, 5))


def _log_sum(logs: list[float]) -> float:
    top = max(logs, default=0.0)
    return top + math.log(sum(math.exp(x - top) for x in logs)) if logs else 0.0


def _cells(pair: Pair) -> list[tuple[float, float]]:
    """(mass under P, loss) of a few cells, about."""
    found = pair.atoms()
    tails = pair.tails()
    if tails is not None:
        edges = [2.0**k for k in range(-10, 3)] + [float(x) for x in range(5, 64)]
        levels = [-x for x in reversed(edges)] + [0.0, *edges]
        beyond = [pair.continuous(), *(tails(arb(x).exp()) for x in levels), (arb(0), arb(0))]
        found = found + [(p - p1, q - q1) for (p, q), (p1, q1) in pairwise(beyond)]
    floats = [(float(p.mid()), float((p / q).log().mid()) if p > 0 and q > 0 else 0.0) for p, q in found]
    return [(p, loss) for p, loss in floats if p > 0]


def common_lattice(parts: Sequence[tuple[Pair, int]]) -> sp.Expr | None:
    """A loss of which all losses of all parts are multiples, not much finer than those of each part; None where none
    is known."""
    lattices = [pair.lattice for pair, _ in parts]
    first = lattices[0]
    if first is None or any(x is None for x in lattices):
        return None
    ratios = [sp.sympify(x) / first for x in lattices]
    if not all(ratio.is_Rational for ratio in ratios):
        return None
    common = sp.Rational(sp.igcd(*(r.p for r in ratios), 0), sp.ilcm(*(r.q for r in ratios), 1))
    return first * common if max(ratios) <= _FINEST * common else None


class _Product:
    """Products of measures with tails cut at one level; remembers the longest."""

    def __init__(self, tail: int) -> None:
        self.tail = 2.0**-tail
        self.longest = 0

    def times(self, x: Ends | None, y: Ends) -> Ends:
        self.longest = max(self.longest, y[0].size)
        if x is None:
            return y
        return x[0].times(y[0], self.tail), x[1].times(y[1], self.tail)

    def cut(self, ends: Ends) -> Ends:
        return ends[0].cut(self.tail), ends[1].cut(self.tail)

    def power(self, ends: Ends, count: int, wanted: float) -> Ends:
        """`count` factors, by squaring; the grid grows with the standard deviation, so that its size stays."""
        out: Ends | None = None
        factor, done = ends, 1
        while True:
            if count & 1:
                out = self.times(out, factor)
            count >>= 1
            if not count:
                assert out is not None
                return out
            factor = self.times(factor, factor)
            done *= 2
            while wanted and 2 * float(factor[0].unit.mid()) <= wanted * math.sqrt(done):
                factor = _coarser(factor)
                out = None if out is None else _coarser(out)


def _within(ends: Ends, wanted: float) -> Ends:
    """On the coarsest grid that is no coarser than wanted."""
    while 2 * float(ends[0].unit.mid()) <= wanted:
        ends = _coarser(ends)
    return ends


def _coarser(ends: Ends) -> Ends:
    return ends[0].coarser(), ends[1].coarser()


def _aligned(x: Ends, y: Ends) -> tuple[Ends, Ends]:
    """Both on the coarser of their two grids; one step is a power of 2 times the other."""
    while x[0].unit < 0.75 * y[0].unit:
        x = _coarser(x)
    while y[0].unit < 0.75 * x[0].unit:
        y = _coarser(y)
    return x, y
