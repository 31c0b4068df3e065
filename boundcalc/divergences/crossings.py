"""Where p - gamma q changes its sign: monotone pieces and interval Newton, in balls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flint import arb

from ..numeric.ball import Number, to_arb
from ..numeric.precision import current_bits
from ..numeric.work import spend

_MAX_PIECES = 20_000
GRID = 32


@dataclass(frozen=True)
class Span:
    """An interval (ends None when infinite) with the certain sign of p - gamma q on it; None when it is open."""

    low: Number | None
    high: Number | None
    sign: int | None


def merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of the same certain sign joined."""
    last: Span | None = None
    for span in spans:
        if last is not None and span.sign is not None and span.sign == last.sign:
            last = Span(last.low, span.high, span.sign)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


class Signs:
    """Certain signs of a function on intervals, from the function and its derivative in balls."""

    def __init__(self, function: Callable[..., Number], slope: Callable[..., Number]) -> None:
        self.function, self.slope = function, slope

    def at(self, x: arb) -> arb:
        return to_arb(self.function(x))

    def is_smooth(self, x: arb) -> bool:
        """Whether function and derivative are finite at x."""
        try:
            return bool(self.at(x).is_finite() and to_arb(self.slope(x)).is_finite())
        except ZeroDivisionError:
            return False

    def between(self, low: arb, high: arb) -> Iterator[Span]:
        stack, work = [(low, high)], 0
        while stack:
            left, right = stack.pop()
            work += 1
            spend(1)
            box = left.union(right)
            sign = certain_sign_of(self.at(box))
            if sign:
                yield Span(left, right, sign)
                continue
            slope = to_arb(self.slope(box))
            if slope > 0 or slope < 0:
                sign = certain_sign_of(self.at(left))
                if sign and sign == certain_sign_of(self.at(right)):
                    yield Span(left, right, sign)
                    continue
                a, b = self._root(left, right, slope)
                rises = 1 if slope > 0 else -1
                if left < a:
                    yield Span(left, a, -rises)
                yield Span(a, b, None)
                if b < right:
                    yield Span(b, right, rises)
                continue
            middle = box.mid()
            if slope.is_finite():
                sign = certain_sign_of(self.at(middle) + slope * (box - middle))
                if sign:
                    yield Span(left, right, sign)
                    continue
            narrow = box.rad() <= arb(2) ** (-current_bits() + 4) * (1 + abs(box))
            if work > _MAX_PIECES or narrow or not left < middle < right:
                yield Span(left, right, None)
                continue
            stack += [(middle, right), (left, middle)]

    def _root(self, low: arb, high: arb, slope: arb) -> tuple[arb, arb]:
        """An interval that contains every root of a monotone function in [low, high].

        Newton's method in balls; halves, while the sign in the middle is certain, where the slope varies too much.
        """
        while True:
            box = low.union(high)
            middle = box.mid()
            value = self.at(middle)
            step = middle - value / slope
            if not step.is_finite():
                return low, high
            a, b = low.max(step.lower()).mid(), high.min(step.upper()).mid()
            if not a <= b:
                # The root lies outside: the sign is the same throughout, at the end that Newton points to.
                return (low, low) if step < low else (high, high)
            if not (b - a) < (high - low) * 3 / 4:
                sign = certain_sign_of(value)
                if not (sign and a < middle and middle < b):
                    return a, b
                a, b = (a, middle) if (sign > 0) == bool(slope > 0) else (middle, b)
            low, high = a, b
            narrowed = to_arb(self.slope(low.union(high)))
            slope = narrowed if narrowed.is_finite() and not narrowed.contains(0) else slope


def certain_sign_of(x: arb) -> int | None:
    return 1 if x > 0 else -1 if x < 0 else None
