"""The integral of the positive part of a smooth function, in balls, without being told where it changes sign."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from ...numeric.ball import NoBallEvaluation
from ...numeric.precision import current_bits

_MOST_STEPS = 200_000


def positive_part(
    value: Callable[[arb], arb],
    slope: Callable[[arb], arb],
    area: Callable[[arb], arb],
    a: arb,
    b: arb,
    goal: arb,
) -> arb:
    r"""A ball that contains ``int_a^b f(x)_+ dx`` for exact a <= b.

    `value` and `slope` enclose f and f' on a ball; `area` is an antiderivative of f. Intervals are halved until the
    sign of f or that of f' is certain; what stays undecided below `goal` joins the radius.
    """
    total, todo, steps = arb(0), [(a.mid(), b.mid())], 0
    smallest = ((b - a) * arb(2) ** (-current_bits())).mid()
    while todo:
        low, high = todo.pop()
        steps += 1
        if steps > _MOST_STEPS:
            raise NoBallEvaluation("the sign of a difference of densities changes too often")
        middle, width = ((low + high) / 2).mid(), high - low
        box = low.union(high)
        tilt = slope(box)
        seen = value(middle) + tilt * (box - middle)
        if seen > 0:
            total += area(high) - area(low)
        elif seen <= 0:
            continue
        elif tilt > 0 or tilt < 0:
            total += _monotone(value, slope, area, low, high, bool(tilt > 0))
        elif seen.upper() * (b - a) < goal or width < smallest:
            total += arb(0).union((seen.upper() * width).upper())
        else:
            todo += [(low, middle), (middle, high)]
    return total


def _monotone(
    value: Callable[[arb], arb],
    slope: Callable[[arb], arb],
    area: Callable[[arb], arb],
    low: arb,
    high: arb,
    rising: bool,
) -> arb:
    """The same on an interval where f is monotone: one root at most."""
    left, right = low, high
    for _ in range(current_bits()):
        middle = ((left + right) / 2).mid()
        at = value(middle)
        if at > 0:
            left, right = (left, middle) if rising else (middle, right)
        elif at < 0:
            left, right = (middle, right) if rising else (left, middle)
        else:
            break
        # An interval Newton step: where a root can be.
        left, right = _meet(left, right, middle - at / slope(left.union(right).union(middle)))
        if not left < right:
            break
    sure = area(high) - area(right) if rising else area(left) - area(low)
    middle, gap = ((left + right) / 2).mid(), right - left
    largest = abs(value(middle)) + abs(slope(left.union(right))) * gap
    return sure + arb(0).union((gap * largest).upper())


def _meet(left: arb, right: arb, reach: arb) -> tuple[arb, arb]:
    """The part of [left, right] inside the ball `reach`; a root that is not there lies at the end next to it."""
    if not reach.is_finite():
        return left, right
    first, last = reach.lower().mid(), reach.upper().mid()
    if first > right:
        return right, right
    if last < left:
        return left, left
    return (first if first > left else left), (last if last < right else right)


__all__ = ["positive_part"]
