"""Enclosure: the only way a number leaves boundcalc."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from sympy import SympifyError

from .contradiction import ContradictionError
from .exact import shown, to_rational
from .format import formatted, is_text
from .kinds import Json
from .rounding import decimal_exponent, decimal_string, place, scientific_latex

if TYPE_CHECKING:
    from flint import arb

Endpoint = Fraction | float
"""An exact rational, or math.inf with a sign."""

# Dyadic endpoints beyond 2^(+-2^20) (about 10^(+-315652)) are rounded outward to that size, to 0 or to infinity.
_MAX_SHIFT = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Enclosure:
    r"""An interval ``[lower, upper]`` that contains a real number.

    ``lower`` and ``upper`` are exact (`fractions.Fraction`, or an infinite float). ``guaranteed`` is True only when
    rounding, truncation, tails and quadrature are all covered; then the true value lies in the interval, under
    the ``assumptions`` if there are any (the float64 path names the arithmetic it relies on). Arithmetic gives
    enclosures of every possible result. ``<``, ``<=``, ``>`` and ``>=`` answer only when the answer is certain, and
    raise ValueError otherwise. ``==`` says whether two intervals are the same, a number being the interval of itself
    (a float its shortest decimal): an exact enclosure equals its number, hashes like it, and is ``<=`` and ``>=`` it.
    An Enclosure is frozen, hashable and picklable.

    >>> e = Enclosure("0.21", "0.22")
    >>> 1 - e
    Enclosure('0.78', '0.79')
    >>> Fraction(43, 200) in e, e < 1
    (True, True)
    >>> Enclosure("1/2", "1/2") == 0.5, e == 0.21
    (True, False)
    """

    lower: Endpoint
    upper: Endpoint
    guaranteed: bool = True
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            object.__setattr__(self, name, _endpoint(getattr(self, name), name))
        if self.lower > self.upper:
            raise ValueError(f"lower must not exceed upper, got [{shown(self.lower)}, {shown(self.upper)}]")

    # -- making ----------------------------------------------------------------------------------------------------

    @classmethod
    def point(cls, value: object) -> Enclosure:
        """The exact value itself."""
        x = _endpoint(value, "value")
        return cls(x, x)

    @classmethod
    def of_ball(cls, ball: arb, guaranteed: bool = True) -> Enclosure:
        """The interval of a FLINT ball, rounded outward where its exponent is beyond any use."""
        if not ball.is_finite():
            return cls(-math.inf, math.inf, guaranteed)
        return cls(_dyadic(ball.lower(), -1), _dyadic(ball.upper(), 1), guaranteed)

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def exact(self) -> Fraction | None:
        """The value as a rational when lower and upper agree, else None."""
        return self.lower if self.lower == self.upper and isinstance(self.lower, Fraction) else None

    @property
    def width(self) -> Endpoint:
        """upper - lower."""
        return Fraction(0) if self.lower == self.upper else _exact_add(self.upper, _exact_neg(self.lower))

    @property
    def midpoint(self) -> Fraction:
        """The middle of a bounded interval."""
        if not self.is_finite:
            raise ValueError(f"an unbounded enclosure has no midpoint: {self!r}")
        return (self.lower + self.upper) / 2  # type: ignore[return-value]

    @property
    def is_finite(self) -> bool:
        """Whether both ends are finite."""
        return isinstance(self.lower, Fraction) and isinstance(self.upper, Fraction)

    @property
    def digits(self) -> int | float:
        """Certain significant digits: the largest d with width <= 10^(1-d) times the smallest absolute value."""
        if self.exact is not None or self.lower == self.upper:
            return math.inf
        if not self.is_finite or self.lower <= 0 <= self.upper:
            return 0
        ends = (abs(Fraction(self.lower)), abs(Fraction(self.upper)))
        ratio = Fraction(self.width) / min(ends)
        return max(0, -decimal_exponent(ratio))

    def __contains__(self, value: object) -> bool:
        if isinstance(value, Enclosure):
            return self.lower <= value.lower and value.upper <= self.upper
        return self.lower <= _endpoint(value, "value") <= self.upper

    def _sympy_(self) -> NoReturn:
        # SymPy would take float(self) for the number.
        raise SympifyError(self)

    def __float__(self) -> float:
        return float(self.midpoint) if self.is_finite else float(self.lower + self.upper)

    # -- printing --------------------------------------------------------------------------------------------------

    def lower_str(self, digits: int = 6) -> str:
        """`lower` to `digits` significant digits, rounded down."""
        return decimal_string(self.lower, digits, "down")

    def upper_str(self, digits: int = 6) -> str:
        """`upper` to `digits` significant digits, rounded up."""
        return decimal_string(self.upper, digits, "up")

    def to_string(self, digits: int = 15) -> str:
        """Only certain digits, at most `digits` of them; `...` marks that more digits follow."""
        return _certain_text(self, digits, ellipsis="...", plus_minus=" ± ")

    def __str__(self) -> str:
        return self.to_string(50)

    def __format__(self, code: str) -> str:
        """The digits that are certain at this precision, or both ends rounded outward: `f"{x:.3f}"`."""
        return format(str(self), code) if is_text(code) else formatted(self.lower, self.upper, code)

    def __repr__(self) -> str:
        shown = 6 if self.exact is None else 17
        if self.is_finite and self.exact is None:
            shown = min(60, int(self.digits) + 3)
        tail = "" if self.guaranteed else ", guaranteed=False"
        return f"Enclosure({self.lower_str(shown)!r}, {self.upper_str(shown)!r}{tail})"

    def latex(self, digits: int = 15) -> str:
        r"""Only certain digits, as LaTeX; an exact small rational as `\frac{a}{b}`."""
        from .rounding import integer_text

        x = self.exact
        if x is not None and x.denominator.bit_length() + x.numerator.bit_length() < 40:
            sign = "-" if x < 0 else ""
            top, bottom = integer_text(abs(x.numerator)), integer_text(x.denominator)
            return sign + top if x.denominator == 1 else rf"{sign}\frac{{{top}}}{{{bottom}}}"
        text = _certain_text(self, digits, ellipsis=r"\ldots", plus_minus=r" \pm ")
        return scientific_latex(text)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def to_json(self, digits: int = 15) -> Json:
        """`lower`, `upper` as decimal strings rounded outward, `guaranteed`, and `exact` when it is a rational."""
        sides = digits + 2
        out: Json = {
            "lower": self.lower_str(sides),
            "upper": self.upper_str(sides),
            "guaranteed": self.guaranteed,
        }
        if self.exact is not None:
            out["exact"] = _rational_text(self.exact)
        return out

    # -- arithmetic ------------------------------------------------------------------------------------------------

    def _with(self, other: object, op: Callable[[Endpoint, Endpoint], Endpoint]) -> Enclosure:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        ends = [op(a, b) for a in (self.lower, self.upper) for b in (x.lower, x.upper)]
        return Enclosure(
            min(ends),
            max(ends),
            self.guaranteed and x.guaranteed,
            tuple(dict.fromkeys(self.assumptions + x.assumptions)),
        )

    def __add__(self, other: object) -> Enclosure:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        return Enclosure(
            _exact_add(self.lower, x.lower, -math.inf),
            _exact_add(self.upper, x.upper, math.inf),
            self.guaranteed and x.guaranteed,
            tuple(dict.fromkeys(self.assumptions + x.assumptions)),
        )

    __radd__ = __add__

    def __neg__(self) -> Enclosure:
        return Enclosure(_exact_neg(self.upper), _exact_neg(self.lower), self.guaranteed, self.assumptions)

    def __sub__(self, other: object) -> Enclosure:
        x = _as_enclosure(other)
        return NotImplemented if x is None else self + (-x)

    def __rsub__(self, other: object) -> Enclosure:
        return (-self) + other

    def __mul__(self, other: object) -> Enclosure:
        return self._with(other, _exact_mul)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Enclosure:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        if x.lower <= 0 <= x.upper:
            raise ZeroDivisionError(f"division by an enclosure that contains 0: {x!r}")
        ends: list[Fraction] = sorted(Fraction(0) if isinstance(end, float) else 1 / end for end in (x.lower, x.upper))
        return self * Enclosure(ends[0], ends[1], x.guaranteed, x.assumptions)

    def __rtruediv__(self, other: object) -> Enclosure:
        x = _as_enclosure(other)
        return NotImplemented if x is None else x / self

    def __abs__(self) -> Enclosure:
        return self if self.lower >= 0 else self.maximum(-self)

    def maximum(self, other: object) -> Enclosure:
        """Enclosure of max(x, y)."""
        x = _as_enclosure(other)
        if x is None:
            raise TypeError("the maximum and the minimum are taken with a number or an Enclosure")
        return Enclosure(
            max(self.lower, x.lower),
            max(self.upper, x.upper),
            self.guaranteed and x.guaranteed,
            tuple(dict.fromkeys(self.assumptions + x.assumptions)),
        )

    def minimum(self, other: Enclosure | Endpoint) -> Enclosure:
        """Enclosure of min(x, y)."""
        return -((-self).maximum(-other))

    def intersection(self, other: Enclosure) -> Enclosure:
        """What two enclosures of the same number leave possible; ContradictionError when they exclude each other."""
        low, high = max(self.lower, other.lower), min(self.upper, other.upper)
        if low > high:
            raise ContradictionError(
                f"contradiction: two enclosures of one number are disjoint: {self!r} and {other!r}"
            )
        return Enclosure(
            low,
            high,
            self.guaranteed and other.guaranteed,
            tuple(dict.fromkeys(self.assumptions + other.assumptions)),
        )

    def within(self, low: object, high: object, what: object) -> Enclosure:
        """What is left of the enclosure of a number that certainly lies in [low, high] (None: no end).

        ContradictionError, naming `what`, when nothing is; an enclosure without guarantee moves to the nearest end.
        """
        low = -math.inf if low is None else _endpoint(low, "low")
        high = math.inf if high is None else _endpoint(high, "high")
        if self.guaranteed and (self.lower > high or self.upper < low):
            raise ContradictionError.of(
                repr(self), f"in [{low}, {high}]", what if isinstance(what, str) else shown(what)
            )
        return self if low <= self.lower and self.upper <= high else self.maximum(low).minimum(high)

    # -- comparison: certain or an error ---------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        return bool(self.lower == x.lower and self.upper == x.upper)

    def __hash__(self) -> int:
        return hash(self.lower) if self.lower == self.upper else hash((self.lower, self.upper))

    def __lt__(self, other: object) -> bool:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        return self.upper < x.lower or (self.lower < x.upper and _undecided(self, "<", x))

    def __le__(self, other: object) -> bool:
        x = _as_enclosure(other)
        if x is None:
            return NotImplemented
        return self.upper <= x.lower or (self.lower <= x.upper and _undecided(self, "<=", x))

    def __gt__(self, other: object) -> bool:
        x = _as_enclosure(other)
        return NotImplemented if x is None else x < self

    def __ge__(self, other: object) -> bool:
        x = _as_enclosure(other)
        return NotImplemented if x is None else x <= self


def _undecided(a: Enclosure, sign: str, b: Enclosure) -> NoReturn:
    raise ValueError(f"cannot tell whether {a!r} {sign} {b!r}: the enclosures overlap")


def _endpoint(value: object, name: str) -> Endpoint:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float) and math.isinf(value):
        return value
    return to_rational(value, name)


def _as_enclosure(value: object) -> Enclosure | None:
    if isinstance(value, Enclosure):
        return value
    if isinstance(value, str):  # text is read where numbers are given, not compared
        return None
    try:
        return Enclosure.point(value)
    except ValueError:
        return None


def _exact_add(a: Endpoint, b: Endpoint, undefined: float = math.nan) -> Endpoint:
    if isinstance(a, float) and isinstance(b, float) and a != b:
        return undefined
    return a if isinstance(a, float) else b if isinstance(b, float) else a + b


def _exact_neg(a: Endpoint) -> Endpoint:
    return -a


def _exact_mul(a: Endpoint, b: Endpoint) -> Endpoint:
    if a == 0 or b == 0:
        return Fraction(0)
    if isinstance(a, float) or isinstance(b, float):
        return math.inf if (a > 0) == (b > 0) else -math.inf
    return a * b


def _dyadic(x: arb, side: int) -> Endpoint:
    """The exact value of a zero-radius ball, or an outward stand-in when its exponent is out of reach."""
    man, exp = (int(part) for part in x.man_exp())
    if man == 0:
        return Fraction(0)
    size = man.bit_length() + exp
    if size < -_MAX_SHIFT:
        return Fraction(side, 1 << _MAX_SHIFT) if man * side > 0 else Fraction(0)
    if size > _MAX_SHIFT:
        return side * math.inf if man * side > 0 else Fraction(-side * (1 << _MAX_SHIFT))
    return Fraction(man << exp) if exp >= 0 else Fraction(man, 1 << -exp)


def _rational_text(x: Fraction) -> str:
    from .rounding import integer_text

    top = integer_text(x.numerator)
    return top if x.denominator == 1 else f"{top}/{integer_text(x.denominator)}"


def _certain_text(e: Enclosure, digits: int, ellipsis: str, plus_minus: str) -> str:
    from .rounding import decimal_digits

    if not e.is_finite:
        return "inf" if e.lower == math.inf else f"[{e.lower_str(6)}, {e.upper_str(6)}]"
    assert isinstance(e.lower, Fraction)
    assert isinstance(e.upper, Fraction)
    if e.exact is not None:
        if e.exact.denominator.bit_length() + e.exact.numerator.bit_length() < 40:
            return _rational_text(e.exact)
        m, exponent = decimal_digits(e.exact, digits, "toward-zero")
        if m * Fraction(10) ** exponent != e.exact:
            return place(m, exponent, ellipsis)
        return decimal_string(e.exact, digits, "down")
    certain = min(digits, int(e.digits))
    # Truncations of both ends that agree are digits of every number in between.
    for d in range(certain + 1, max(certain - 3, 0), -1):
        if d > digits or e.lower * e.upper <= 0:
            continue
        low, high = decimal_digits(e.lower, d, "toward-zero"), decimal_digits(e.upper, d, "toward-zero")
        if low == high and low[0] != 0:
            return place(*low, ellipsis)
    if certain >= 2:
        # The ends straddle a change of leading digits (0.4999 and 0.5001): centre and radius, rounded up.
        mid = e.midpoint
        m, exponent = decimal_digits(mid, certain, "toward-zero")
        centre = m * Fraction(10) ** exponent
        radius = max(abs(e.lower - centre), abs(e.upper - centre))
        return f"{place(m, exponent)}{plus_minus}{decimal_string(radius, 2, 'up')}"
    return f"[{e.lower_str(6)}, {e.upper_str(6)}]"
