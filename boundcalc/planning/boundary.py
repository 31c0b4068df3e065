"""Where a quantity that is slow to calculate crosses a limit, in few steps."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from .ladder import LARGEST, Ladder

_FACTOR = 4.0
"""By how much the value changes in the first step that looks for a bracket; the next step takes its square."""


def boundary(
    quantity: Callable[[int], Fraction | float],
    ladder: Ladder,
    limit: Fraction,
    grows: bool,
    ends: tuple[int, int],
    start: int,
    failure: str,
) -> int:
    """A place k of the ladder, from `ends`, with quantity(k) <= limit, while one step on, towards larger quantities, it
    is above the limit or the ladder ends.

    The quantity grows, or falls, with k; where it does neither (a bound is not always monotone) the answer is one of
    several. The places to ask are found by secants of the logarithms, and by halving where those gain too little.
    Raises ValueError(failure) when no place will do, and when all of an endless ladder do.
    """
    safest, riskiest = ends if grows else ends[::-1]
    towards = 1 if grows else -1  # larger quantities
    good: int | None = None
    bad: int | None = None
    seen: list[tuple[int, float]] = []
    k, widening, slow = min(max(start, ends[0]), ends[1]), 1.0, 0
    while True:
        found = quantity(k)
        seen.append((k, float(found)))
        width = None if good is None or bad is None else abs(good - bad)
        if found <= limit:
            good = k
            if k == riskiest:
                if grows and k == LARGEST:
                    raise ValueError("every value reaches the target")
                return k
        else:
            bad = k
            if k == safest:
                raise ValueError(failure)
        guess = _secant(seen, ladder, float(limit), grows)
        if good is not None and bad is not None:
            if abs(good - bad) == 1:
                return good
            low, high = min(good, bad), max(good, bad)
            slow = slow + 1 if width is not None and 4 * (high - low) > width else 0
            if guess is None or slow > 2:
                guess, slow = _between(ladder, low, high), 0
            k = min(max(guess, low + 1), high - 1)
            continue
        way = towards if bad is None else -towards
        widening *= _FACTOR
        factor = widening if way > 0 else 1 / widening
        farthest = ladder.nearest(float(ladder.value(k)) * factor)
        target = farthest if guess is None else min(guess, farthest) if way > 0 else max(guess, farthest)
        k = max(target, k + 1) if way > 0 else min(target, k - 1)
        k = min(max(k, ends[0]), ends[1])


def _secant(seen: list[tuple[int, float]], ladder: Ladder, limit: float, grows: bool) -> int | None:
    """Where the line through the last two logarithms meets the limit; of one alone, with slope 1."""
    known = [(math.log(ladder.value(k)), math.log(q)) for k, q in seen[-2:] if ladder.value(k) > 0 and q > 0]
    if not known or not limit > 0:
        return None
    x, y = known[-1]
    slope = 1.0 if grows else -1.0
    if len(known) == 2 and known[0][0] != x:
        slope = (y - known[0][1]) / (x - known[0][0])
        if not (0.02 < abs(slope) < 50 and (slope > 0) == grows):
            return None
    moved = x + (math.log(limit) - y) / slope
    return ladder.nearest(math.exp(min(max(moved, -700.0), 700.0)))


def _between(ladder: Ladder, low: int, high: int) -> int:
    """The middle of two places, of their logarithms where they are far apart."""
    a, b = ladder.value(low), ladder.value(high)
    if 0 < 4 * a < b:
        return ladder.nearest(math.sqrt(float(a)) * math.sqrt(float(b)))
    return (low + high) // 2
