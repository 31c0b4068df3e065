"""The integral of the positive part of a smooth function, in balls, without being told where it changes sign."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from ...numeric.ball import NoBallEvaluation
from ...numeric.precision import current_bits
from ...numeric.work import spend
from .._bracket import bracket

_MOST_STEPS, _STEP = 200_000, 8


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
        spend(_STEP)
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
            total += _monotone(value, area, low, high, bool(tilt > 0))
        elif seen.upper() * (b - a) < goal or width < smallest:
            total += arb(0).union((seen.upper() * width).upper())
        else:
            todo += [(low, middle), (middle, high)]
    return total


def _monotone(value: Callable[[arb], arb], area: Callable[[arb], arb], low: arb, high: arb, rising: bool) -> arb:
    """The same on an interval where f is monotone: one sign change at most."""
    left, right = bracket(value if rising else lambda x: -value(x), low, high)
    sure, largest = (area(high) - area(right), value(right)) if rising else (area(left) - area(low), value(left))
    return sure + arb(0).union(((right - left) * largest).upper())


__all__ = ["positive_part"]
