"""Decimal strings of exact numbers, rounded in a stated direction."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Literal

import flint

Direction = Literal["down", "up", "toward-zero"]


def decimal_exponent(x: Fraction) -> int:
    """The integer e with 10^e <= |x| < 10^(e+1), for x != 0."""
    top, bottom = flint.fmpz(abs(x.numerator)), flint.fmpz(x.denominator)
    # log10 from bit lengths is off by at most two; the comparison settles it exactly.
    e = math.floor((x.numerator.bit_length() - x.denominator.bit_length()) * math.log10(2)) - 1
    while _scaled(top, -(e + 1)) >= _scaled(bottom, e + 1):
        e += 1
    return e


def _scaled(m: flint.fmpz, e: int) -> flint.fmpz:
    return m * flint.fmpz(10) ** e if e > 0 else m


def decimal_digits(x: Fraction, digits: int, direction: Direction) -> tuple[int, int]:
    """(m, e) with m * 10^e the number of `digits` significant digits next to x on the side of `direction`."""
    if x == 0:
        return 0, 0
    e = decimal_exponent(x) - digits + 1
    top, bottom = _scaled(flint.fmpz(abs(x.numerator)), -e), _scaled(flint.fmpz(x.denominator), e)
    away = direction != "toward-zero" and (direction == "up") == (x > 0)
    m = int((top + bottom - 1) // bottom if away else top // bottom)
    if m == 10**digits:  # a carry: 9.996 is 10.0 to three digits, not 10.00
        m, e = m // 10, e + 1
    return (m if x > 0 else -m), e


def decimal_string(x: Fraction | float, digits: int, direction: Direction) -> str:
    """x to `digits` significant digits, never on the wrong side of x.

    >>> decimal_string(Fraction(2, 3), 4, "down"), decimal_string(Fraction(2, 3), 4, "up")
    ('0.6666', '0.6667')
    """
    if isinstance(x, float):
        return "inf" if x > 0 else "-inf"
    m, e = decimal_digits(x, digits, direction)
    while m and m % 10 == 0:
        m, e = m // 10, e + 1
    return place(m, e)


def place(m: int, e: int, more: str = "") -> str:
    """m * 10^e as a decimal string, in scientific notation when very small or large; `more` follows the digits."""
    if m == 0:
        return "0"
    sign, text = ("-" if m < 0 else ""), integer_text(abs(m))
    exponent = len(text) - 1 + e
    if -6 <= exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{text}{more}"
    if 0 <= exponent < max(21, len(text)) and not (more and e > 0):
        whole = text + "0" * max(0, e)
        cut = exponent + 1
        return f"{sign}{whole[:cut]}.{whole[cut:]}{more}" if whole[cut:] or more else sign + whole[:cut]
    return f"{sign}{text[0]}{'.' + text[1:] if text[1:] or more else ''}{more}e{exponent:+03d}"


def scientific_latex(text: str) -> str:
    r"""A decimal string with its exponent as a power of ten, and infinity as its sign.

    >>> print(scientific_latex("1.5e-09"))
    1.5 \times 10^{-9}
    """
    text = re.sub(r"e([+-]?)0*(\d+)", lambda m: rf" \times 10^{{{m[1].strip('+')}{m[2]}}}", text)
    return text.replace("inf", r"\infty")


def integer_text(m: int) -> str:
    """str(m) without Python's guard against long conversions."""
    return str(flint.fmpz(m))
