"""From what a user types to an exact number."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import flint
import sympy as sp

from . import _factors  # noqa: F401 - roots of rationals

# Fraction("1e999999999") would fill the memory; no parameter needs more than this.
_MAX_EXPONENT = 10_000
_MAX_LENGTH = 100_000
_SHOWN = 80
_LISTED, _FIRST = 30, 6
_SURE_DIGITS = 15  # of a binary number that is certainly the decimal it was written as
_DECIMAL = r"[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE](?P<e{0}>[+-]?\d+))?"
_NUMBER = re.compile(rf"\s*{_DECIMAL.format(1)}\s*(?:/\s*{_DECIMAL.format(2)}\s*)?", re.ASCII)


def parse_rational(text: str, name: str = "number") -> Fraction:
    """Read `3/10`, `0.1`, `1e-5`, `12` or `5%` exactly.

    Raises ValueError naming `name` for anything else; the text is matched, never evaluated.

    >>> parse_rational("0.1"), parse_rational("3/10")
    (Fraction(1, 10), Fraction(3, 10))
    >>> parse_rational("5%")
    Fraction(1, 20)
    """
    percent = text.rstrip().endswith("%")
    number = text.rstrip()[:-1] if percent else text
    match = _NUMBER.fullmatch(number) if len(text) <= _MAX_LENGTH else None
    found = text if len(text) <= 60 else text[:57] + "..."
    if match is None:
        raise ValueError(f"{name} must be a number such as 3/10, 0.1 or 1e-5, got {found!r}")
    if any(abs(int(e)) > _MAX_EXPONENT for e in match.groupdict().values() if e and len(e) < 20) or any(
        len(e) >= 20 for e in match.groupdict().values() if e
    ):
        raise ValueError(f"{name} must have an exponent between -{_MAX_EXPONENT} and {_MAX_EXPONENT}, got {found!r}")
    top, _, bottom = (part.strip() for part in number.partition("/"))
    denominator = _decimal(bottom) if bottom else Fraction(1)
    if denominator == 0:
        raise ValueError(f"{name} must not divide by zero, got {found!r}")
    return _decimal(top) / (100 * denominator if percent else denominator)


def to_rate(value: object, name: str) -> Fraction:
    """Return `value` as an exact Fraction in [0, 1], such as a false-positive rate; ValueError for anything else."""
    rate = to_rational(value, name)
    if not 0 <= rate <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {shown(value)}")
    return rate


def _decimal(text: str) -> Fraction:
    mantissa, _, exponent = text.lower().replace("_", "").partition("e")
    whole, _, decimals = mantissa.partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = whole.lstrip("+-") + decimals
    scale = int(exponent or 0) - len(decimals)
    value = Fraction(sign * int(Decimal(digits))) if len(digits) > 4000 else Fraction(sign * int(digits))
    return value * Fraction(10) ** scale


def listed(parts: Sequence[Any], what: str, write: Callable[[Any], str] = str) -> str:
    """The parts in print, the first of them where they are many.

    >>> listed(range(3), "numbers"), listed(range(1000), "numbers")
    ('0, 1, 2', '0, 1, 2, 3, 4, 5, ... 1000 numbers')
    """
    if len(parts) <= _LISTED:
        return ", ".join(map(write, parts))
    return f"{', '.join(map(write, parts[:_FIRST]))}, ... {len(parts)} {what}"


def shown(value: object) -> str:
    """The value as an error message shows it: on one short line.

    >>> shown("a"), shown(sp.Symbol("a")), shown(10**100)[-6:]
    ("'a'", 'a', '000...')
    """
    try:
        text = str(value) if isinstance(value, sp.Basic | sp.MatrixBase | numbers.Number | Decimal) else repr(value)
    except ValueError:  # a number that Python does not write out
        text = f"a {type(value).__name__}"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text.split()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def to_rational(value: object, name: str = "number") -> Fraction:
    """Return `value` as an exact Fraction; a float means its shortest decimal.

    Accepts int, Fraction, Decimal, float, numpy scalars, SymPy rationals and strings ("3/10", "0.1", "5%"); an mpf of
    mpmath when it is a decimal of at most 15 digits, such as 0.5. Raises ValueError for NaN, infinities and anything
    that is not rational.

    >>> to_rational(0.1)
    Fraction(1, 10)
    """
    if isinstance(value, str):
        return parse_rational(value, name)
    if isinstance(value, bool):
        raise ValueError(f"{name} must be a number, got {shown(value)}")
    if isinstance(value, flint.fmpq | flint.fmpz):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, sp.Float):
        return parse_rational(str(value), name) if value.is_finite else _not_finite(value, name)
    if isinstance(value, sp.Rational):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal):
        return parse_rational(str(value), name) if value.is_finite() else _not_finite(value, name)
    if hasattr(value, "_mpf_"):
        return _from_mpf(value, name)
    if getattr(getattr(value, "dtype", None), "kind", "") in ("i", "u", "f") and getattr(value, "ndim", 1) == 0:
        # str() of a numpy scalar is the shortest decimal of its own precision (float32 0.1 means 0.1).
        text = str(value)
        return parse_rational(text, name) if text[-1:].isdigit() or text[-1:] == "." else _not_finite(value, name)
    if isinstance(value, float):
        return parse_rational(repr(value), name) if math.isfinite(value) else _not_finite(value, name)
    raise ValueError(f"{name} must be a rational number, got {shown(value)}")


def _from_mpf(value: object, name: str) -> Fraction:
    sign, man, exp, _ = value._mpf_  # type: ignore[attr-defined]
    if not man and exp:
        return _not_finite(value, name)
    digits = str(int(man) * 5 ** max(0, -exp)) if abs(exp) < 1000 else ""
    if not digits or len(digits.rstrip("0")) > _SURE_DIGITS:
        raise ValueError(f"{name} must be exact: give text such as '0.1' for the rounded {value!r}")
    return (-1) ** int(sign) * Fraction(int(man)) * Fraction(2) ** int(exp)


def _not_finite(value: object, name: str) -> Fraction:
    raise ValueError(f"{name} must be finite, got {shown(value)}")


def to_expr(value: object, name: str = "number") -> sp.Expr:
    """Return `value` as an exact SymPy expression: symbolic expressions pass, numbers become rationals.

    Strings and floats go through `to_rational`; text is never given to SymPy's parser.
    """
    if isinstance(value, sp.Expr) and not isinstance(value, sp.Float):
        if isinstance(value, sp.Lambda | sp.MatrixExpr) or value.is_commutative is False:
            raise ValueError(f"{name} must be a number, got {shown(value)}")
        if value.has(sp.nan, sp.zoo):
            raise ValueError(f"{name} must be finite, got {shown(value)}")
        return value
    rational = to_rational(value, name)
    return sp.Rational(rational.numerator, rational.denominator)


def to_fmpq(value: Fraction | sp.Rational) -> flint.fmpq:
    """The same rational as a FLINT number."""
    if isinstance(value, sp.Rational):
        return flint.fmpq(int(value.p), int(value.q))
    return flint.fmpq(value.numerator, value.denominator)


def to_integer(value: object, name: str, minimum: int = 1) -> int:
    """Return `value` as an int of at least `minimum`, or raise ValueError naming the argument."""
    try:
        rational = to_rational(value, name)
    except ValueError:
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {shown(value)}") from None
    if rational.denominator != 1 or rational < minimum:
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {shown(value)}")
    return int(rational)
