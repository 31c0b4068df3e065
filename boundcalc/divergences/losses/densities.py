"""Pairs of laws with densities on the line."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cmp_to_key, lru_cache
from heapq import heappop, heappush

import sympy as sp
from flint import arb

from ...laws.continuous import ContinuousLaw
from ...numeric.ball import Number, compile_ball, evaluate_ball, to_arb
from ...numeric.precision import current_bits
from ..crossings import Signs
from ..hockey_stick import hockey_stick
from ..line import Line
from ..pieces import Piece, log_ratio_on, middle_of
from .pair import Atoms, Pair, Tails, remembered

_FARTHEST = 4096
"""Halvings or doublings on the way to an end of the line before too much mass is still beyond."""
_NOISE = 8
_MOST_BOXES = 1000
_SMALL = 2.0**-80


@dataclass(frozen=True)
class Densities(Pair):
    """Two laws with densities on the line: L is cut into branches on which it certainly rises or falls.

    Where L does not depend on the place there is an atom. Of intervals where it is not known whether L rises or falls
    (about its turning points) an enclosure of L is known, and next to nothing is left at the ends of the line.
    """

    p: ContinuousLaw
    q: ContinuousLaw

    @property
    def _ratio(self) -> _Ratio:
        return _ratio(self.p, self.q, current_bits())

    def tails(self) -> Tails | None:
        ratio = self._ratio
        return remembered(ratio.above) if ratio.branches or ratio.open else None

    def atoms(self) -> Atoms:
        return self._ratio.atoms

    @property
    def infinite(self) -> sp.Expr:
        return _alone(self.p, self.q)

    @property
    def zero(self) -> sp.Expr:
        return _alone(self.q, self.p)

    @property
    def flat(self) -> bool:
        return False

    def excess(self, order: sp.Expr) -> sp.Expr:
        return hockey_stick(self.p, self.q, order)

    def ends_of_supremum(self) -> tuple[arb, arb]:
        """(what ln L certainly comes as near to as one likes, what it is at most): no more is known of it next to the
        ends of the line than that it is not seen there."""
        if self.infinite != 0:
            return arb.pos_inf(), arb.pos_inf()
        ratio = self._ratio
        found = [(p / q).log() for p, q in ratio.atoms] + [branch.top for branch in ratio.branches]
        low, high = arb.neg_inf(), arb.neg_inf()
        for value in found:
            low, high = low.max(arb(value.lower())), high.max(arb(value.upper()))
        for _, most, p, _ in ratio.open:
            if not p <= 0:
                high = high.max(arb(most))
        return low, high

    def reversed(self) -> Pair:
        return Densities(self.q, self.p)


@lru_cache(maxsize=64)
def _alone(p: ContinuousLaw, q: ContinuousLaw) -> sp.Expr:
    """P's mass where Q has none."""
    line = Line(p, q)
    pieces = [piece for piece in line.pieces if piece.log_p is not None and piece.log_q is None]
    return sp.Add(*(_mass(line.p, piece) for piece in pieces))


def _mass(law: ContinuousLaw, piece: Piece) -> sp.Expr:
    low, high = piece.low, piece.high
    if low.is_infinite or low == law.support[0]:
        return sp.S.One if high.is_infinite or high == law.support[1] else law._cdf(high)
    if high.is_infinite or high == law.support[1]:
        return law._survival(low)
    return law._survival(low) - law._survival(high)


@lru_cache(maxsize=16)
def _ratio(p: ContinuousLaw, q: ContinuousLaw, bits: int) -> _Ratio:
    return _Ratio(p, q)


class _Ratio:
    """The log-ratio of two laws at the working precision in force."""

    def __init__(self, p: ContinuousLaw, q: ContinuousLaw) -> None:
        self.line = Line(p, q)
        self._sums: dict[int, tuple[list[float], list[tuple[arb, arb]]]] = {}
        self.branches: list[_Branch] = []
        self.open: list[tuple[float, float, arb, arb]] = []
        """(least, most of log L, masses of P and of Q at most) where it is not known whether L rises or falls."""
        flat: dict[sp.Expr, tuple[arb, arb]] = {}
        for piece in self.line.pieces:
            if piece.log_p is None or piece.log_q is None:
                continue
            ratio, slope = log_ratio_on(piece)
            if ratio.has(piece.x):
                self._add(piece, ratio, slope)
                continue
            before = flat.get(ratio, (arb(0), arb(0)))
            ends = (None if end.is_infinite else evaluate_ball(end) for end in (piece.low, piece.high))
            flat[ratio] = tuple(x + y for x, y in zip(before, self._masses(*ends), strict=True))
        levels = sorted(flat, key=lambda ratio: float(to_arb(evaluate_ball(ratio)).mid()))
        self.atoms: Atoms = [flat[ratio] for ratio in levels]

    def _masses(self, low: Number | None, high: Number | None) -> tuple[arb, arb]:
        p, q = (to_arb(self.line.mass(law, low, high)) for law in (self.line.p, self.line.q))
        return p, q

    def _add(self, piece: Piece, ratio: sp.Expr, slope: sp.Expr) -> None:
        log, rise, bend = (compile_ball(f, [piece.x]) for f in (ratio, slope, slope.diff(piece.x)))

        def slope_on(low: arb, high: arb) -> arb:
            box = low.union(high)
            value = to_arb(rise(box))
            if value.is_finite() and value.contains(0):
                middle = box.mid()
                closer = to_arb(rise(middle)) + to_arb(bend(box)) * (box - middle)
                return closer if closer.is_finite() else value
            return value

        start, stop = (self._near(piece, side, Signs(log, rise)) for side in (-1, 1))
        first, last = (None if end.is_infinite else to_arb(evaluate_ball(end)) for end in (piece.low, piece.high))
        if not start < stop:
            self._leave(first, last, None)
            return
        if first is None or not start.overlaps(first) or not first.is_exact():
            self._leave(first, start, None)
        for low, high, sign in self._cut(log, slope_on, start, stop):
            self.branches.append(_Branch(self.line, log, rise, low, high, sign))
        if last is None or not stop.overlaps(last) or not last.is_exact():
            self._leave(stop, last, None)

    def _cut(
        self, log: Callable[[arb], Number], slope_on: Callable[[arb, arb], arb], start: arb, stop: arb
    ) -> list[tuple[arb, arb, int]]:
        """Intervals on which L certainly rises or falls. Of the open ones that with the largest mass times how far
        log L may vary on it is halved, until next to nothing is left or it took too long."""
        boxes = [(-math.inf, 0, start, stop, arb.nan())]
        found: list[tuple[arb, arb, int]] = []
        for count in range(1, _MOST_BOXES):
            if not boxes:
                break
            _, _, low, high, values = heappop(boxes)
            slope = slope_on(low, high)
            if slope > 0 or slope < 0:
                found.append((low, high, 1 if slope > 0 else -1))
                continue
            middle = _middle(low, high)
            halves = ((low, middle), (middle, high)) if low < middle and middle < high else ()
            for i, (a, b) in enumerate(halves):
                box = a.union(b)
                values = to_arb(log(box))
                closer = to_arb(log(box.mid())) + slope_on(a, b) * (box - box.mid())
                values = closer if closer.is_finite() and not closer.rad() > values.rad() else values
                size = max(float(x.upper()) for x in self._masses(a, b)) * float(values.rad().min(arb(1)))
                if size <= _SMALL:
                    self._leave(a, b, values)
                else:
                    heappush(boxes, (-size, 2 * count + i, a, b, values))
            if not halves:
                self._leave(low, high, values)
        for _, _, low, high, values in boxes:
            self._leave(low, high, values)
        found.sort(key=cmp_to_key(_from_the_left))
        joined: list[tuple[arb, arb, int]] = []
        for low, high, sign in found:
            if joined and joined[-1][2] == sign and joined[-1][1] == low:
                low = joined.pop()[0]
            joined.append((low, high, sign))
        return joined

    def _leave(self, low: arb | None, high: arb | None, values: arb | None) -> None:
        """The interval stays open: log L is in `values` there, or anywhere."""
        p, q = self._masses(low, high)
        if not (p <= 0 and q <= 0):
            least, most = -math.inf, math.inf
            if values is not None and values.is_finite():
                least, most = float(values.lower()), float(values.upper())
            self.open.append((math.nextafter(least, -math.inf), math.nextafter(most, math.inf), p, q))

    def _near(self, piece: Piece, side: int, signs: Signs) -> arb:
        """An exact point with next to nothing between it and the end: the end itself where L is smooth there."""
        end, middle = (piece.low if side < 0 else piece.high), middle_of(piece.low, piece.high)
        edge = None if end.is_infinite else to_arb(evaluate_ball(end))
        if edge is not None and signs.is_smooth(edge):
            return edge.upper() if side < 0 else edge.lower()
        goal, step, reach = arb(2) ** (_NOISE - current_bits()), 0, 1
        most = _FARTHEST if edge is None else current_bits() - _NOISE  # no nearer to an end than the bits tell
        while True:
            if edge is None:
                point = (middle + side * arb(2) ** step).mid()
            else:
                point = (edge - side * abs(edge - middle) * arb(2) ** (-step)).mid()
            masses = self._masses(*((point, edge) if side > 0 else (edge, point)))
            if step == most or all(mass <= goal for mass in masses):
                return point
            step, reach = min(most, step + reach), reach + (reach + 7) // 8

    def above(self, c: arb) -> tuple[arb, arb]:
        """(P(c < L < infinity), Q(L > c)) without the atoms."""
        level = c.log()
        p, q = self._opened(level)
        for branch in self.branches:
            x, y = branch.above(level)
            p, q = p + x, q + y
        return p, q

    def _opened(self, level: arb) -> tuple[arb, arb]:
        """What the open intervals have above the level: at least those that certainly lie above it, at most those that
        may."""
        if not self.open:
            return arb(0), arb(0)
        certain, possible = self._suffixes(0), self._suffixes(1)
        i = bisect_right(certain[0], math.nextafter(float(level.upper()), math.inf))
        j = bisect_left(possible[0], math.nextafter(float(level.lower()), -math.inf))
        p, q = (certain[1][i][side].union(possible[1][j][side]) for side in (0, 1))
        return p, q

    def _suffixes(self, end: int) -> tuple[list[float], list[tuple[arb, arb]]]:
        """The open intervals by the least (0) or most (1) of log L: the masses from each on."""
        if end not in self._sums:
            order = sorted(self.open, key=lambda item: item[end])
            sums = [(arb(0), arb(0))]
            for item in reversed(order):
                sums.append((sums[-1][0] + item[2], sums[-1][1] + item[3]))
            self._sums[end] = [item[end] for item in order], sums[::-1]
        return self._sums[end]


@dataclass
class _Branch:
    """An interval on which log L certainly rises (sign 1) or falls (-1)."""

    line: Line
    log: Callable[[arb], Number]
    slope: Callable[[arb], Number]
    low: arb
    high: arb
    sign: int
    _last: arb | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._ends = self._at(self.low), self._at(self.high)
        self._sides = [(self.line.functions(law), law) for law in (self.line.p, self.line.q)]
        self._edges = [tuple(to_arb(f(x)) for f in pair for x in (self.low, self.high)) for pair, _ in self._sides]
        whole = [to_arb(self.line.mass(law, self.low, self.high)) for _, law in self._sides]
        self._whole = whole[0], whole[1]

    def _at(self, x: arb) -> arb:
        """The log-ratio, as a function that rises."""
        return self.sign * to_arb(self.log(x))

    @property
    def top(self) -> arb:
        """The largest log-ratio on it."""
        first, last = self._ends
        return last if self.sign > 0 else -first

    def _beyond(self, x: arb) -> list[arb]:
        """The masses of the part of the branch on the side of x where L is larger, under P and Q."""
        out = []
        for ((cdf, survival), _), (cdf_low, cdf_high, above_low, above_high) in zip(
            self._sides, self._edges, strict=True
        ):
            inside = to_arb(survival(x))
            if inside < 0.5:
                out.append(inside - above_high if self.sign > 0 else above_low - inside)
            else:
                inside = to_arb(cdf(x))
                out.append(cdf_high - inside if self.sign > 0 else inside - cdf_low)
        return out

    def above(self, level: arb) -> tuple[arb, arb]:
        """The masses of P and Q on the branch where log L > level."""
        goal = self.sign * level
        first, last = self._ends  # where sign > 0, L > c is what lies above the place, else what lies below it
        if first >= goal:
            return self._whole if self.sign > 0 else (arb(0), arb(0))
        if last <= goal:
            return (arb(0), arb(0)) if self.sign > 0 else self._whole
        low, high = self._place(goal)
        p, q = (x.union(y) for x, y in zip(self._beyond(low), self._beyond(high), strict=True))
        return p, q

    def _place(self, goal: arb) -> tuple[arb, arb]:
        """An interval, certainly around the place where the rising function is `goal`."""
        low, high = self.low, self.high
        x = self._last if self._last is not None and low < self._last < high else _middle(low, high)
        tiny = arb(2) ** (8 - current_bits())
        slope = arb(1)
        for _ in range(4 * current_bits()):
            value = self._at(x) - goal
            low, high = (low, x) if value.mid() > 0 else (x, high)
            slope = self.sign * to_arb(self.slope(x))
            step = value / slope
            noise = tiny * abs(x) + 4 * abs(step.rad())
            target = (x - step).mid()
            if abs(arb(step.mid())) <= noise:
                break
            x = target if step.is_finite() and low < target and target < high else _middle(low, high)
            if not (low < x and x < high):
                break
        self._last = x
        value = self._at(x)
        reach = (tiny * abs(x) + (goal.rad() + value.rad()) / abs(slope)).mid()
        for _ in range(12):
            reach = (4 * reach).mid()
            low, high = self.low.max((x - reach).mid()).mid(), self.high.min((x + reach).mid()).mid()
            if (low <= self.low or self._at(low) < goal) and (high >= self.high or self._at(high) > goal):
                return low, high
        return self.low, self.high


def _from_the_left(x: tuple[arb, arb, int], y: tuple[arb, arb, int]) -> int:
    return -1 if x[0] < y[0] else 1


def _middle(low: arb, high: arb) -> arb:
    """Between two points: of far different sizes, between the sizes."""
    if low < 0 and high > 0:
        return arb(0)
    sign, near, far = (1, low, high) if high > 0 else (-1, -high, -low)
    if near > 0 and far > 16 * near:
        return (sign * (near * far).sqrt()).mid()
    if near <= 0 and far > 16:
        return arb(sign)
    return ((low + high) / 2).mid()
