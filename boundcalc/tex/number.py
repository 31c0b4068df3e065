"""Numbers as they are printed in a paper: certain digits only, bounds on their own side of the truth."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..numeric import Enclosure
from ..numeric.precision import MAX_DIGITS
from ..numeric.rounding import decimal_digits, decimal_exponent, place

DIRECTIONS = ("nearest", "up", "down")


def printed(at: Callable[[int], Enclosure], digits: int, direction: str) -> tuple[str, bool]:
    """(decimal text, whether it is the exact value) of a number that `at` encloses to any number of digits.

    `up` and `down` stay on that side of the truth. `nearest` is the correctly rounded value: the enclosure is refined
    until both of its ends round to the same digits, and digits that cannot be made certain are left out.

    >>> printed(lambda d: Enclosure.point("2/3"), 4, "nearest"), printed(lambda d: Enclosure.point("2/3"), 4, "down")
    (('0.6667', False), ('0.6666', False))
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"rounding must be one of {', '.join(DIRECTIONS)}, got {direction!r}")
    value = at(digits + 3)
    if not value.is_finite:
        raise ValueError(f"only a finite number can be printed, got {value!r}")
    if direction == "up":
        return _side(Fraction(value.upper), digits, "up"), False
    if direction == "down":
        return _side(Fraction(value.lower), digits, "down"), False
    if value.exact is not None:
        m, e = _nearest(value.exact, digits)
        return _placed(m, e, m * Fraction(10) ** e == value.exact)
    more = digits + 3
    while _both(value, digits) is None and 4 * more <= min(MAX_DIGITS, 2000):
        more *= 4
        value = at(more)
    for fewer in range(digits, 0, -1):
        found = _both(value, fewer)
        if found is not None:
            return _placed(*found, False)
    raise ValueError(f"no digit is certain between {value.lower_str(6)} and {value.upper_str(6)}")


def spread(value: Enclosure) -> str:
    """A wide interval as centre and uncertainty, ``0.2193(14)``: the two cover it completely."""
    if not value.is_finite:
        raise ValueError(f"only a finite number can be printed, got {value!r}")
    radius = (Fraction(value.upper) - Fraction(value.lower)) / 2
    e = decimal_exponent(radius) - 1
    m = _half_up(value.midpoint / Fraction(10) ** e)
    off = max(Fraction(value.upper) - m * Fraction(10) ** e, m * Fraction(10) ** e - Fraction(value.lower))
    uncertainty = -(-off // Fraction(10) ** e)
    if e >= 0:
        return f"{m * 10**e}({uncertainty * 10**e})"
    sign, text = ("-" if m < 0 else ""), str(abs(m)).rjust(-e + 1, "0")
    return f"{sign}{text[:e]}.{text[e:]}({uncertainty})"


def _side(x: Fraction, digits: int, direction: str) -> str:
    m, e = decimal_digits(x, digits, "up" if direction == "up" else "down")
    return _placed(m, e, m * Fraction(10) ** e == x)[0]


def _both(value: Enclosure, digits: int) -> tuple[int, int] | None:
    low, high = _nearest(Fraction(value.lower), digits), _nearest(Fraction(value.upper), digits)
    return low if low == high and low[0] else None


def _nearest(x: Fraction, digits: int) -> tuple[int, int]:
    """(m, e) with m * 10^e nearest to x, |m| of `digits` digits; a tie goes away from zero."""
    if x == 0:
        return 0, 0
    e = decimal_exponent(x) - digits + 1
    m = _half_up(abs(x) / Fraction(10) ** e)
    if m == 10**digits:
        m, e = m // 10, e + 1
    return (m if x > 0 else -m), e


def _half_up(x: Fraction) -> int:
    return int((x + Fraction(1, 2)) // 1)


def _placed(m: int, e: int, exact: bool) -> tuple[str, bool]:
    while exact and m and m % 10 == 0:
        m, e = m // 10, e + 1
    if e > 0 and not exact:
        # 1235e2 must not look like 123500: those zeros are not known.
        digits = str(abs(m))
        tail = f".{digits[1:]}" if digits[1:] else ""
        return f"{'-' if m < 0 else ''}{digits[0]}{tail}e{e + len(digits) - 1}", exact
    return place(m, e).replace("e+0", "e").replace("e-0", "e-").replace("e+", "e"), exact
