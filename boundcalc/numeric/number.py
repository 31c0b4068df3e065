"""Numbers that are exact or balls, and their arithmetic.

A number is a `flint.fmpq` (exact, while it stays short) or a `flint.arb` (contains the truth).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

from flint import arb, fmpq, fmpz

Number: TypeAlias = fmpq | arb
"""`fmpq` (exact) or `arb` (a ball)."""

EXACT_BITS = 1 << 14  # a rational longer than this (about 5000 digits) becomes a ball


class NoBallEvaluation(ValueError):
    """The expression has a part that cannot be evaluated in balls."""


def size(x: fmpq) -> int:
    """Bits of the longer of numerator and denominator."""
    return int(x.height_bits())


def shorten(x: Number) -> Number:
    """x itself, or a ball around it when it is a rational too long to carry."""
    return arb(x) if isinstance(x, fmpq) and size(x) > EXACT_BITS else x


def to_arb(x: Number) -> arb:
    """x as a ball at the working precision."""
    return arb(x) if isinstance(x, fmpq) else x


def to_double(x: Number) -> tuple[float, float]:
    """(a double near x, a bound on its distance from x)."""
    ball = to_arb(x)
    centre = float(ball.mid())
    return centre, math.nextafter(float(abs(ball - arb(centre)).upper()) * (1 + 1e-15), math.inf)


def as_int(x: Number) -> int | None:
    """The integer x certainly is, else None."""
    if isinstance(x, fmpq):
        return int(x.p) if x.q == 1 else None
    return None


def floor_range(x: Number) -> tuple[int, int]:
    """Smallest and largest possible floor of x."""
    if isinstance(x, fmpq):
        low = int(x.floor())
        return low, low
    if not x.is_finite():
        raise PrecisionTooLow
    return int(x.lower().floor().unique_fmpz()), int(x.upper().floor().unique_fmpz())


class PrecisionTooLow(ArithmeticError):
    """The ball is too wide to go on; more bits may help."""


def add(x: Number, y: Number) -> Number:
    """x + y."""
    return shorten(x + y)


def multiply(x: Number, y: Number) -> Number:
    """x y, exactly 0 when a factor is exactly 0."""
    if (isinstance(x, fmpq) and x == 0) or (isinstance(y, fmpq) and y == 0):
        return fmpq(0)
    return shorten(x * y)


def power(x: Number, y: Number) -> Number:
    """x^y; rational when the base is rational and the exponent a small enough integer."""
    if isinstance(y, fmpq) and y.q == 1:
        exponent = int(y.p)
        if isinstance(x, fmpq):
            if x == 0 and exponent < 0:
                raise ZeroDivisionError("0 to a negative power")
            if x == 0 or x == 1 or abs(exponent) * size(x) <= EXACT_BITS:
                return x**exponent
            return arb(x) ** exponent
        return x**exponent
    if isinstance(y, fmpq) and y.q == 2:
        if isinstance(x, fmpq) and x >= 0:
            top, bottom = fmpz(x.p).isqrt(), fmpz(x.q).isqrt()
            if top * top == x.p and bottom * bottom == x.q:
                return power(fmpq(top, bottom), fmpq(y.p))
        root = to_arb(x).sqrt()
        return root if y.p == 1 else root ** int(y.p)
    if isinstance(x, fmpq) and x == 0:
        return fmpq(0) if to_arb(y) > 0 else arb.nan()
    return to_arb(x) ** to_arb(y)


def is_positive(x: Number) -> bool | None:
    """Whether x > 0: True, False or None when the ball cannot tell."""
    if x > 0:
        return True
    return False if x <= 0 else None


def decided(answers: Sequence[bool | None], any_of: bool = False) -> bool | None:
    """Whether all of these hold, or any of them: None where those that are known do not decide."""
    if any_of in answers:
        return any_of
    return None if None in answers else not any_of


def hull(values: Sequence[Number]) -> Number:
    """A ball that contains all of them."""
    if len({*map(str, values)}) == 1 and isinstance(values[0], fmpq):
        return values[0]
    out = to_arb(values[0])
    for value in values[1:]:
        out = out.union(to_arb(value))
    return out
