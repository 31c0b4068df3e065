"""Format codes for exact ends: `f"{x:.3f}"` never shows a number on the wrong side."""

from __future__ import annotations

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Literal

Side = Literal["down", "up"]

# No digit fills: of a number they would make another one, or show digits of it that nobody knows.
_AROUND = r"(?P<fill>[^\d.+-]?[<>^])?(?P<width>(?:[1-9]\d*)?)"
_CODE = re.compile(_AROUND + r"(?:\.(?P<digits>\d+))?(?P<kind>[feg%]?)", re.DOTALL)
_TEXT = re.compile(_AROUND, re.DOTALL)


def is_text(code: str) -> bool:
    """Whether the code says only how wide the text is."""
    return _TEXT.fullmatch(code) is not None


def formatted(low: Fraction | float, high: Fraction | float, code: str, side: Side | None = None) -> str:
    """The interval [low, high] in a format code of Python's floats (fill, width, precision, f, e, g or %), to the right
    of the width as numbers are. A digit is no fill.

    `side`: only this end, rounded to its own side; None: the digits on which both ends agree when rounded to the
    nearest, and otherwise both ends, rounded outward. Raises ValueError for any other code.

    >>> formatted(Fraction(1, 3), Fraction(1, 3), ".3f"), formatted(Fraction(1, 3), Fraction(1, 3), ".3f", "up")
    ('0.333', '0.334')
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"format code must be like .3f, .4g, .2e or .1%, with a width before it, got {code!r}")
    digits, kind = int(found["digits"] or 6), found["kind"] or "g"

    def written(x: Fraction | float, direction: Side | None) -> str:
        if isinstance(x, float):
            return "inf" if x > 0 else "-inf"
        return _written(x * 100 if kind == "%" else x, digits, kind, direction) + ("%" if kind == "%" else "")

    if side is not None:
        text = written(low if side == "down" else high, side)
    else:
        near, other = written(low, None), written(high, None)
        text = near if near == other else f"[{written(low, 'down')}, {written(high, 'up')}]"
    return format(text, (found["fill"] or ">") + found["width"])


def _written(x: Fraction, digits: int, kind: str, direction: Side | None) -> str:
    if kind in "f%":
        scaled = x * 10**digits
        whole = round(scaled) if direction is None else math.floor(scaled) if direction == "down" else math.ceil(scaled)
        return format(Decimal(whole).scaleb(-digits, Context(prec=max(28, len(str(whole)) + 1))), f".{digits}f")
    size = digits + 1 if kind == "e" else max(digits, 1)
    rounding = {"down": ROUND_FLOOR, "up": ROUND_CEILING}.get(direction or "")
    context = Context(prec=size) if rounding is None else Context(prec=size, rounding=rounding)
    value = context.divide(Decimal(x.numerator), Decimal(x.denominator))
    return format(value, f".{size - 1}e") if kind == "e" else _general(value)


def _general(value: Decimal) -> str:
    text = format(value, "f") if -5 <= value.adjusted() < 16 else format(value.normalize(), "e")
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text.lower() else text


__all__ = ["Side", "formatted", "is_text"]
