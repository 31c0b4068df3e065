"""What a campaign may state; every statement is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

COUNTS: Counter[str] = Counter()
"""Comparisons made, by room and by what was stated."""
REFUSED: Counter[str] = Counter()
"""What the library answered instead of a number."""
_PLACE = {"room": ""}


def enter(room: str) -> None:
    """Count what follows under this room."""
    _PLACE["room"] = room


class Exclusion(AssertionError):
    """What the library offers as guaranteed excludes the truth, or contradicts itself."""


def fraction(x: Any) -> Fraction:
    """The exact value of a rational, a float, an mpf or a SymPy rational."""
    if isinstance(x, mpmath.mpf):
        sign, mantissa, exponent, _ = x._mpf_
        value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return -value if sign else value
    if hasattr(x, "p") and hasattr(x, "q"):
        return Fraction(int(x.p), int(x.q))
    return Fraction(x)


def stated(condition: bool, what: str, text: str | Callable[[], str]) -> None:
    """Count a statement, and raise Exclusion with the text (made when it is needed) unless it holds."""
    COUNTS[f"{_PLACE['room']}: {what}"] += 1
    if not condition:
        raise Exclusion(f"{what}: {text if isinstance(text, str) else text()}")


def contains(value: Any, truth: Any, what: str, slack: Any = 0) -> None:
    """The guaranteed enclosure `value` meets [truth - slack, truth + slack]; slack is the error of the evaluator."""
    if not value.guaranteed:
        return  # nothing is promised
    low, high = fraction(truth) - fraction(slack), fraction(truth) + fraction(slack)
    holds = value.lower <= high and low <= value.upper
    stated(holds, what, lambda: f"{value!r} excludes {_short(low)} .. {_short(high)}")


def _short(x: Fraction) -> str:
    return str(mpmath.mpf(x.numerator) / x.denominator)


def meet(first: Any, second: Any, what: str) -> None:
    """Two guaranteed enclosures of one number have a point in common."""
    stated(
        first.lower <= second.upper and second.lower <= first.upper,
        what,
        lambda: f"{first!r} and {second!r} have no point in common",
    )


def not_wider(rough: Any, fine: Any, what: str, digits: int) -> None:
    """More digits do not give a wider enclosure, unless all the `digits` asked for are there, and the two meet."""
    meet(rough, fine, what)
    if not fine.is_finite and rough == fine:
        return  # certainly infinite
    stated(
        fine.upper - fine.lower <= rough.upper - rough.lower or fine.digits >= digits,
        what,
        lambda: f"more digits are wider: {rough!r}, then {fine!r}",
    )


def at_most(small: Any, large: Any, what: str) -> None:
    """Of two enclosures the first number is certainly not larger than the second."""
    stated(small.lower <= large.upper, what, lambda: f"{small!r} is larger than {large!r}")


def in_unit(value: Any, what: str) -> None:
    """Both ends lie in [0, 1]."""
    stated(value.lower >= 0 and value.upper <= 1, what, lambda: f"{value!r} leaves [0, 1]")


def all_contain(values: Any, errors: Any, truths: Any, slack: Any, what: str, where: Any = None) -> None:
    """value +- error meets truth +- slack, entry by entry; each is one comparison. NaN as truth says nothing."""
    values, errors, truths, slack = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (values, errors, truths, slack))
    )
    known = ~np.isnan(truths)
    COUNTS[f"{_PLACE['room']}: {what}"] += int(known.sum())
    with np.errstate(all="ignore"):
        bad = known & ~(np.abs(values - truths) <= errors + slack) & ~(values == truths)
    if bad.any():
        i = int(np.flatnonzero(bad.ravel())[0])
        place = "" if where is None else f" at {np.asarray(where).ravel()[i]!r}"
        raise Exclusion(f"{what}: {values.ravel()[i]!r} +- {errors.ravel()[i]!r} excludes {truths.ravel()[i]!r}{place}")


def all_hold(conditions: Any, what: str, text: str) -> None:
    """Every entry of a boolean array is true; each is one comparison."""
    conditions = np.asarray(conditions)
    COUNTS[f"{_PLACE['room']}: {what}"] += conditions.size
    if not conditions.all():
        raise Exclusion(f"{what}: {text}, first at {int(np.flatnonzero(~conditions.ravel())[0])}")
