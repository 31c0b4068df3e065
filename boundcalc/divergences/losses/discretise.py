"""A pair of laws on a grid of losses, from above and from below."""

from __future__ import annotations

import math
from itertools import pairwise

from flint import arb, fmpz

from ...numeric.ball import PrecisionTooLow
from .grid import Grid
from .pair import Pair, Tails, ball, remembered
from .pooling import NOTHING, Stock, gathered, pooled

_SPARSE = 1 / 256
"""Where no more than this mass times the square of the spacing (in steps) is left, every second node will do."""
_WIDEST = 1 / 16
"""But no two nodes are further apart than this loss."""
FARTHEST = 512.0
"""And none stands for a larger loss: what lies beyond counts as infinite."""
_MOST_NODES, _MOST_PLACES = 1 << 16, 1 << 20
"""Nor are there more on a side, nor more places for them: of losses far larger than their spread."""


def spread(pair: Pair) -> float:
    """About the standard deviation of ln L: no more than a scale to choose a grid by."""
    total = sum(float((q + p).mid()) / 2 * float((p / q).log().mid()) ** 2 for p, q in pair.atoms())
    tails = pair.tails()
    if tails is not None:
        p_all, q_all = pair.continuous()
        last = float((p_all + q_all).mid()) / 2
        for level in (2.0**k for k in range(-40, 10)):
            p, q = tails(arb(level).exp())
            p0, q0 = tails(arb(-level).exp())
            beyond = float((p + q + p_all + q_all - p0 - q0).mid()) / 2
            total += max(0.0, last - beyond) * level**2 / 2
            last = beyond
    return math.sqrt(total)


def gain(pair: Pair) -> float:
    """About E_P (ln L)_+, from above: a scale as well."""
    total = 0.0
    for p, q in pair.atoms():
        total += float(p.mid()) * max(0.0, float((p / q).log().mid()))
    tails = pair.tails()
    if tails is not None:
        below = 0.0
        for level in (2.0**k for k in range(-20, 11)):
            total += (level - below) * max(0.0, float(tails(arb(below).exp())[0].mid()))
            below = level
    return total


def reach(pair: Pair, tail: int) -> float:
    """About the loss of either sign beyond which the law that has more of it has less than 2^-tail, of the part
    without atoms: a scale as well."""
    tails = pair.tails()
    if tails is None:
        return 0.0
    everything, level = pair.continuous()[1], arb(2) ** -tail

    def heavy(loss: float) -> bool:
        return bool(tails(arb(loss).exp())[0] > level or everything - tails(arb(-loss).exp())[1] > level)

    low, high = 0.0, FARTHEST
    if heavy(high):
        return high
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (middle, high) if heavy(middle) else (low, middle)
    return high


def grids(pair: Pair, unit: arb, bits: int, tail: int, on_grid: bool) -> tuple[Grid, Grid]:
    """(above, below): the law of L on nodes `unit` apart, one of them at the largest atom; masses to `bits` bits, all
    but 2^-tail of the mass between the first and the last node.

    `on_grid`: all atoms are known to lie at such nodes. Another one lies between two, and is spread to them or pooled.
    """
    atoms = pair.atoms()
    losses = [(p / q).log() for p, q in atoms]
    origin = losses[-1] if atoms else arb(0)
    if on_grid or not atoms:
        places = [int(((x - origin) / unit + 0.5).floor().unique_fmpz()) for x in losses]
    else:
        places = [int(((x - origin) / unit).lower().floor().unique_fmpz()) for x in losses[:-1]] + [0]
    fixed = [on_grid] * (len(atoms) - 1) + [True]
    found = pair.tails()
    tails = None if found is None else remembered(found)  # of the nodes that are walked to
    nodes = {0, *places, *(i + 1 for i in places), *(i + 2 for i in places)} if not on_grid else {0, *places}
    if tails is not None:
        nodes |= _nodes(tails, pair.continuous(), origin, unit, tail)
    return _on(sorted(nodes), pair, tails, list(zip(places, fixed, atoms, strict=False)), origin, unit, bits)


def _nodes(tails: Tails, everything: tuple[arb, arb], origin: arb, unit: arb, tail: int) -> set[int]:
    """The nodes to use: all in the middle, ever fewer in the tails, until less than 2^-tail of the mass is left."""
    width = float(unit.mid())
    middle = -int((origin / unit).mid().floor().unique_fmpz())
    sparse = _SPARSE * 2.0 ** min(0, 64 - tail)  # long tails are asked for what lies far out

    def walk(sign: int) -> list[int]:
        out, i, stride = [], middle, 1
        while True:
            out.append(i)
            p, q = tails((origin + unit * i).exp())
            if sign < 0:
                p, q = everything[0] - p, everything[1] - q
            far = abs(i - middle)
            beyond = far * width > FARTHEST or far > _MOST_PLACES or len(out) > _MOST_NODES
            if beyond or (p if sign > 0 else q) < arb(2) ** -tail:
                return out
            left = max(float(p.mid()), float(q.mid()))
            while left * (2 * stride) ** 2 < sparse and 2 * stride * width < _WIDEST:
                stride *= 2
            i = (i // stride + (1 if sign > 0 else -1)) * stride

    return {*walk(1), *walk(-1)}


def _on(
    nodes: list[int],
    pair: Pair,
    tails: Tails | None,
    atoms: list[tuple[int, bool, tuple[arb, arb]]],
    origin: arb,
    unit: arb,
    bits: int,
) -> tuple[Grid, Grid]:
    where = {node: i for i, node in enumerate(nodes)}
    levels = [(origin + unit * i).exp() for i in nodes]
    scale = arb(2) ** bits
    infinite = ball(pair.infinite)
    above, outside = [arb(0) for _ in nodes], infinite
    below = [fmpz(0)] * len(nodes)
    stocks = [NOTHING] * (len(nodes) + 1)
    if tails is not None:
        beyond = [pair.continuous(), *map(tails, levels), (arb(0), arb(0))]
        # What lies below the first node, between the nodes, and above the last one.
        cells = [(p - p1, q - q1) for (p, q), (p1, q1) in pairwise(beyond)]
        stocks = [Stock(_ceiling(q * scale), _floor(p * scale)) for p, q in cells]
        above[0] += cells[0][0] / levels[0]
        for i, (p, q) in enumerate(cells[1:-1]):
            share = (p - levels[i] * q) / (levels[i + 1] - levels[i])
            above[i], above[i + 1] = above[i] + q - share, above[i + 1] + share
        p, q = cells[-1]
        above[-1] += q
        outside += p - levels[-1] * q
    heaps = [NOTHING] * len(nodes)
    for place, fixed, (p, q) in atoms:
        i = where[place]
        if fixed:
            above[i] += q
            below[i] += _floor(q * scale)
            continue
        j = where[place + 1] if p < levels[where[place + 1]] * q else where[place + 2]  # or too near to tell
        share = (p - levels[i] * q) / (levels[j] - levels[i])
        above[i], above[j] = above[i] + q - share, above[j] + share
        if tails is None:  # at the nearest node, for now
            near = where[place + 1] if share + share > q else i
            heaps[near] = heaps[near].plus(Stock(_ceiling(q * scale), _floor(p * scale)))
        else:
            least = p.min(levels[where[place + 1]] * q)
            stocks[i + 1] = stocks[i + 1].plus(Stock(_ceiling(q * scale), _floor(least * scale)))
    heights = [_ceiling(c * scale) for c in levels]
    below = gathered(heights, heaps, below, bits) if tails is None else pooled(heights, stocks, below, bits)
    first, length = nodes[0], nodes[-1] - nodes[0] + 1
    high, low = [fmpz(0)] * length, [fmpz(0)] * length
    for node, x, y in zip(nodes, above, below, strict=True):
        high[node - first], low[node - first] = _ceiling(x * scale), y
    return (
        Grid(origin, unit, first, high, min(_ceiling(outside * scale), fmpz(1) << bits), bits, True),
        Grid(origin, unit, first, low, _floor(infinite * scale), bits, False),
    )


def _ceiling(x: arb) -> fmpz:
    if not x.is_finite():
        raise PrecisionTooLow(f"a mass of {x}")
    return max(fmpz(0), x.upper().ceil().unique_fmpz())


def _floor(x: arb) -> fmpz:
    return max(fmpz(0), x.lower().floor().unique_fmpz()) if x.is_finite() else fmpz(0)
