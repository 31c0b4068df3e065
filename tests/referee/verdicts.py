"""What a campaign may state; every statement is counted."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import mpmath

COUNTS: Counter[str] = Counter()
"""Comparisons made, by what was stated."""


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


def stated(condition: bool, what: str, text: str) -> None:
    """Count a statement, and raise Exclusion with the text unless it holds."""
    COUNTS[what] += 1
    if not condition:
        raise Exclusion(f"{what}: {text}")


def contains(value: Any, truth: Any, what: str, slack: Any = 0) -> None:
    """The guaranteed enclosure `value` meets [truth - slack, truth + slack]; slack is the error of the evaluator."""
    low, high = fraction(truth) - fraction(slack), fraction(truth) + fraction(slack)
    stated(
        not value.guaranteed or (value.lower <= high and low <= value.upper),
        what,
        f"[{float(value.lower)!r}, {float(value.upper)!r}] excludes {float(low)!r} .. {float(high)!r}",
    )


def meet(first: Any, second: Any, what: str) -> None:
    """Two guaranteed enclosures of one number have a point in common."""
    stated(
        first.lower <= second.upper and second.lower <= first.upper,
        what,
        f"{first!r} and {second!r} have no point in common",
    )


def not_wider(rough: Any, fine: Any, what: str) -> None:
    """More digits do not give a wider enclosure, and the two meet."""
    meet(rough, fine, what)
    stated(
        fine.upper - fine.lower <= rough.upper - rough.lower, what, f"more digits are wider: {rough!r}, then {fine!r}"
    )


def at_most(small: Any, large: Any, what: str) -> None:
    """Of two enclosures the first number is certainly not larger than the second."""
    stated(small.lower <= large.upper, what, f"{small!r} is larger than {large!r}")


def in_unit(value: Any, what: str) -> None:
    """Both ends lie in [0, 1]."""
    stated(value.lower >= 0 and value.upper <= 1, what, f"{value!r} leaves [0, 1]")
