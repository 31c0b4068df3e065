"""The trade-off curve: the best true-positive rate of an attack at every false-positive rate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pickle import PicklingError

from .curve import Curve, check_points
from .divergences import hockey_stick, test_rates
from .divergences.node import check_pair
from .laws import Law
from .numeric import Enclosure, evaluate
from .numeric.enclosure import Endpoint

Corner = tuple[Enclosure, Enclosure]
"""(FPR, TPR) of one test."""

_SHARP = Fraction(1, 10**9)
_TOLERANCE = Fraction(1, 10**12)
_STEP = Fraction(1, 2**30)
_HIGHEST = Fraction(2**4096)
_HIGHEST_FOR_ZERO = Fraction(2**64)
_HIGHEST_FLOAT = 2.0**1000
_MOST_STEPS = 200
_FINE = 2**80


@dataclass(frozen=True, eq=False, repr=False)
class TradeOff(Curve):
    r"""The ROC of the optimal attack, from the hockey-stick divergences E_t = E_t(P1||P0), t >= 0.

    TPR(a) = inf_t (t a + E_t): every t gives an upper bound; lower bounds come from the points
    (FPR(t), TPR(t)) of the tests LR > t and their chords (ties are randomised). `points`, when the likelihood
    ratio takes few enough values, lists all of them exactly: (LR, P1 mass, P0 mass).
    """

    divergence: Callable[[Fraction], Enclosure]
    test: Callable[[Fraction], tuple[Enclosure, Enclosure]]
    points: tuple[tuple[Fraction, Fraction, Fraction], ...] | None = None
    guess: Callable[[float], tuple[float, float]] | None = None
    """(FPR, TPR) in plain float64: only says where to look, every number returned is certified."""
    guaranteed: bool = True
    """Whether the divergences are guaranteed; what is read from the curve then is as well."""
    source: tuple[Callable[..., object], tuple[object, ...]] | None = None
    """(function, arguments) that give this curve: what pickling keeps."""

    theorem: str = ""
    """The theorem that gives the divergences."""

    def __eq__(self, other: object) -> bool:
        """The same source gives the same curve."""
        return self is other or (
            isinstance(other, TradeOff) and self.source is not None and self.source == other.source
        )

    def __hash__(self) -> int:
        return object.__hash__(self) if self.source is None else hash(self.source)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        if self.source is None:
            raise PicklingError("a trade-off curve pickles when its source is known")
        return self.source

    @classmethod
    def between(cls, p: Law, q: Law) -> TradeOff:
        r"""The trade-off curve of two laws: true-positive rate under `p` against false-positive rate under `q`.

        Raises ValueError for laws with symbols, or that cannot be compared.

        >>> import boundcalc as bc
        >>> curve = TradeOff.between(bc.Normal(1, 1), bc.Normal(0, 1))
        >>> curve.tpr("1/10").to_string(8)  # Phi(1 + Phi^-1(1/10))
        '0.38914369...'
        """
        if p.free_symbols or q.free_symbols:
            raise ValueError("the trade-off curve needs numbers for all parameters")
        check_pair(p, q)

        @cache
        def divergence(t: Fraction) -> Enclosure:
            return evaluate(hockey_stick(p, q, t), 20).intersection(Enclosure(0, 1))

        @cache
        def test(t: Fraction) -> tuple[Enclosure, Enclosure]:
            fpr, tpr = test_rates(p, q, t)
            return evaluate(fpr, 20), evaluate(tpr, 20)

        return cls(divergence, test, source=(cls.between, (p, q)))

    def _tpr(self, a: Fraction) -> Enclosure:
        if self.points is not None:
            return Enclosure.point(self._exact_tpr(a))
        best = Enclosure(a, 1)  # guessing
        for low, high in self._brackets(a, 0):
            (x0, y0), (x1, y1) = self._ends(low, high)
            chord = Fraction(y1.lower) if x1.upper <= a else Fraction(0)
            if x0.upper <= a < x1.upper:
                chord = _line(a, x0.upper, y0.lower, x1.upper, y1.lower)
            lines = [t * a + Fraction(self.divergence(t).upper) for t in (low, high)]
            before, best = best, _meet(best, chord, min(lines))
            if not a or self._settled(before, best, low, high):
                break
        return replace(best, guaranteed=self.guaranteed)

    def _height(self, gamma: Fraction) -> Enclosure:
        value = self.divergence(gamma)
        return replace(value, guaranteed=value.guaranteed and self.guaranteed)

    def _sources(self, a: Fraction) -> tuple[str, str]:
        return self.theorem, self.theorem

    def _fpr(self, b: Fraction) -> Enclosure:
        if self.points is not None:
            return Enclosure.point(self._exact_fpr(b))
        best = Enclosure(0, b)
        for low, high in self._brackets(b, 1):
            (x0, y0), (x1, y1) = self._ends(low, high)
            chord = Fraction(x0.upper) if y0.lower >= b else Fraction(1)
            if y0.lower < b <= y1.lower:
                chord = _line(b, y0.lower, x0.upper, y1.lower, x1.upper)
            lines = [(b - Fraction(self.divergence(t).upper)) / t for t in (low, high) if t]
            before, best = best, _meet(best, max(lines), chord)
            if self._settled(before, best, low, high) or high * _HIGHEST < 1:  # the rate 1 is met at 0 only
                break
        return replace(best, guaranteed=self.guaranteed)

    def _steep(self, t: Fraction) -> Enclosure:
        if self.points is None or t <= 1:
            return super()._steep(t)
        spent, won = Fraction(0), Fraction(0)
        for _, member, outsider in self.points:
            over, drop = won - t * spent, t * outsider - member
            if drop > over:  # the line is crossed inside this chord
                return Enclosure.point(won + member * over / drop)
            spent, won = spent + outsider, won + member
        return Enclosure.point(1)

    def auc(self, points: int = 64) -> Enclosure:
        """The area under the curve: chords from below, support lines from above (exact when `points` are listed).

        `points`: corners of the two polygons; the width of the enclosure falls with their square.
        """
        points = check_points(points)
        if self.points is not None:
            return Enclosure.point(self._exact_auc())
        corners = self._corners(points)
        sharp = [c for c in corners if c[0].width + c[1].width <= _SHARP]  # at a tie of the ratio a corner is open
        below = max(_area_of_chords(corners), _area_of_chords(sharp))
        lines = [(t, Fraction(self.divergence(t).upper)) for _, _, t in corners if t is not None]
        area = _meet(Enclosure(Fraction(1, 2), 1), below, _area_below([*lines, (Fraction(0), Fraction(1))]))
        return replace(area, guaranteed=self.guaranteed)

    # -- listed points -------------------------------------------------------------------------------------------------

    def _exact_tpr(self, a: Fraction) -> Fraction:
        assert self.points is not None
        spent, won = Fraction(0), Fraction(0)
        for _, member, outsider in self.points:
            if spent + outsider > a:
                return won + member * (a - spent) / outsider
            spent, won = spent + outsider, won + member
        return won

    def _exact_fpr(self, b: Fraction) -> Fraction:
        assert self.points is not None
        spent, won = Fraction(0), Fraction(0)
        for _, member, outsider in self.points:
            if won + member >= b:
                return spent + (outsider * (b - won) / member if member else 0)
            spent, won = spent + outsider, won + member
        return spent

    def _exact_auc(self) -> Fraction:
        assert self.points is not None
        height, area = Fraction(0), Fraction(0)
        for _, member, outsider in self.points:
            area += outsider * (height + member / 2)
            height += member
        return area

    # -- from divergences ----------------------------------------------------------------------------------------------

    def _ends(self, low: Fraction, high: Fraction) -> tuple[Corner, Corner]:
        """The certified points of the tests at both ends of a bracket; every test accepts at threshold 0 and below."""
        one = Enclosure.point(1)
        return self.test(high), self.test(low) if low else (one, one)

    def _settled(self, before: Enclosure, best: Enclosure, low: Fraction, high: Fraction) -> bool:
        """Whether narrower thresholds would not help: tight enough, or the tests are not known to more digits."""
        if best.width <= best.upper * _TOLERANCE:
            return True
        if 2 * best.width <= before.width or high - low > high / 10**4:
            return False
        ends = [end for corner in self._ends(low, high) for end in corner]
        return best.width <= 100 * max(end.width for end in (*ends, self.divergence(low), self.divergence(high)))

    def _brackets(self, rate: Fraction, side: int) -> Iterator[tuple[Fraction, Fraction]]:
        """Shrinking threshold brackets (low, high): the test at `high` has a rate (FPR or TPR) of at most `rate`."""
        low, high = Fraction(0), Fraction(2)
        if self.guess is not None:
            near = _float_threshold(self.guess, float(rate), side)
            for slack in (1e-13, 1e-8, 1e-5):  # the wider ones for tests that are known to fewer digits
                left, right = Fraction(near * (1 - slack)), Fraction(near * (1 + slack))
                if self.test(right)[side].upper <= rate and (not left or self.test(left)[side].lower > rate):
                    low, high = left, right
                    break
        highest = _HIGHEST if rate else _HIGHEST_FOR_ZERO  # the rate 0 may never be met
        while self.test(high)[side].upper > rate and high < highest:
            low, high = high, high**2
        for step in range(_MOST_STEPS):
            yield low, high
            place = self._place(low, high, rate, side, step % 4)
            middle = _short(place, low, high) if place is not None and 4 * low > high else _middle(low, high)
            low, high = (middle, high) if self.test(middle)[side].lower > rate else (low, middle)

    def _place(self, low: Fraction, high: Fraction, rate: Fraction, side: int, turn: int) -> Fraction | None:
        """In turn: the secant, the slope of the chord, twice the secant from the nearer end, the middle (None).

        The secant is quick where the curve is smooth. Where it is straight, as for atoms, the slope of the chord is
        the threshold itself.
        """
        if turn == 3:
            return (low + high) / 2
        if turn != 1:
            return self._secant(low, high, rate, side, 1 if turn == 0 else 2)
        (x0, y0), (x1, y1) = self._ends(low, high)
        rise, run = y1.midpoint - y0.midpoint, x1.midpoint - x0.midpoint
        return rise / run if run > 0 else None

    def _secant(self, low: Fraction, high: Fraction, rate: Fraction, side: int, steps: int) -> Fraction | None:
        """Where the chord of the rates over a bracket says that `rate` is met; None when the chord is flat."""
        left, right = (float((self.test(t)[side] if t else 1) - rate) for t in (low, high))
        if not left > right:
            return None
        near, gap = (low, left) if abs(left) < abs(right) else (high, right)
        return near + steps * Fraction(gap / (left - right)) * (high - low)

    def _look(self, t: float) -> tuple[float, float]:
        fpr, tpr = self.test(Fraction(t))
        return float(fpr), float(tpr)

    def _corners(self, count: int) -> list[tuple[Enclosure, Enclosure, Fraction | None]]:
        """Points (FPR(t), TPR(t), t) from (0, 0) to (1, 1), thresholds chosen where the curve bends."""
        look = self.guess or self._look
        seen = {t: look(t) for t in (1 / 64, 1 / 4, 1.0, 4.0, 64.0)}
        while len(seen) < count:
            order = sorted(seen)
            pairs = pairwise(order)
            bend, s, t = max(((seen[s][0] - seen[t][0]) * (t - s) / (1 + t), s, t) for s, t in pairs)
            if bend <= 1e-15:
                break
            seen[(s + t) / 2] = look((s + t) / 2)
        one = Enclosure.point(1)
        corners: list[tuple[Enclosure, Enclosure, Fraction | None]] = [(Enclosure.point(0), Enclosure.point(0), None)]
        for threshold in sorted(seen, reverse=True):
            corners.append((*self.test(Fraction(threshold)), Fraction(threshold)))
        return [*corners, (one, one, Fraction(0))]


def slopes(divergence: Callable[[Fraction], Enclosure], t: Fraction) -> tuple[Enclosure, Enclosure]:
    """(FPR, TPR) of the test LR > t from the divergences alone: E_t is convex in t, of slope -FPR to the right.

    Chords over short steps enclose the slope; TPR = E_t + t FPR.
    """
    if t == 0:
        return Enclosure(0, 1), Enclosure.point(1)
    step = t * _STEP
    here, before, after = (divergence(x) for x in (t, t - step, t + step))
    low = (Fraction(here.lower) - Fraction(after.upper)) / step
    high = (Fraction(before.upper) - Fraction(here.lower)) / step
    fpr = Enclosure(max(low, Fraction(0)), min(max(high, Fraction(0)), Fraction(1)))
    return fpr, (here + t * fpr).intersection(Enclosure(0, 1))


def _float_threshold(guess: Callable[[float], tuple[float, float]], rate: float, side: int) -> float:
    from scipy.optimize import brentq

    @cache
    def excess(t: float) -> float:
        return (guess(t)[side] if t else 1.0) - rate

    low, high = 0.0, 2.0
    while excess(high) > 0 and high < _HIGHEST_FLOAT:
        low, high = high, high * 4
    if excess(high) > 0 or excess(low) <= 0:
        return high
    return float(brentq(excess, low, high, xtol=1e-300, rtol=1e-15, maxiter=200, disp=False))


def _meet(best: Enclosure, lower: Fraction, upper: Fraction) -> Enclosure:
    return best.intersection(Enclosure(lower, math.inf)).intersection(Enclosure(-math.inf, upper))


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """A power of two near the geometric mean, or the middle of a narrow bracket; towards 0 ever faster."""
    if 4 * low > high:
        return (low + high) / 2
    if not low:
        return high**2 if high < 1 else high / 4
    return Fraction(2) ** ((_log2(low) + _log2(high)) // 2)


def _log2(t: Fraction) -> int:
    return t.numerator.bit_length() - t.denominator.bit_length()


def _short(place: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """A number inside (low, high), near `place`, with a short denominator: short rationals keep the tests cheap."""
    least = (high - low) / 1024
    place = min(max(place, low + least), high - least)
    return place.limit_denominator(int(8 / min(place - low, high - place)) + 1)


def _line(a: Fraction, x0: Endpoint, y0: Endpoint, x1: Endpoint, y1: Endpoint) -> Fraction:
    return Fraction(y0 + (y1 - y0) * (a - x0) / (x1 - x0))


def _area_of_chords(corners: list[tuple[Enclosure, Enclosure, Fraction | None]]) -> Fraction:
    """The area under the chords between certified points of the curve, from (0, 0) to (1, 1)."""
    area = Fraction(0)
    for (x0, y0, _), (x1, y1, _) in pairwise(corners):
        width = Fraction(x1.lower) - Fraction(x0.upper)
        area += max(Fraction(0), width) * Fraction(y0.lower + y1.lower) / 2
    return area


def _area_below(lines: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The area under the smallest of the lines y = slope x + height on [0, 1], slopes falling.

    A line is left out when the lines around it are smaller wherever it lies.
    """
    kept: list[tuple[Fraction, Fraction, Fraction]] = []  # (slope, height, where it becomes the smallest)
    for slope, exact in lines:
        height = Fraction(-int(-exact * _FINE // 1), _FINE)  # upward, to a short one
        start = Fraction(0)
        while kept:
            other, level, since = kept[-1]
            if slope < other:
                start = (height - level) / (other - slope)
                if start > since:
                    break
            elif height >= level:
                break
            kept.pop()
            start = Fraction(0)
        if not kept or (slope < kept[-1][0] and start < 1):
            kept.append((slope, height, start))
    ends = [*(since for _, _, since in kept[1:]), Fraction(1)]
    parts = zip(kept, ends, strict=True)
    return sum(((b - a) * (height + slope * (a + b) / 2) for (slope, height, a), b in parts), Fraction(0))
