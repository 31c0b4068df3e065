"""A number with as many certain digits as are asked for, from balls of more and more bits."""

from __future__ import annotations

import math

import sympy as sp
from flint import arb, fmpq

from .ball import evaluate_ball
from .contradiction import meet
from .enclosure import Enclosure
from .number import NoBallEvaluation, Number, PrecisionTooLow
from .precision import bits_of, check_digits, working_precision
from .work import spent

_SPARE_BITS = 16
_LEAST_BITS, _LITTLE_BITS = 64, 4
_MOST_WORK = 1 << 17  # units of work for a value of which more bits show nothing new
_DOUBLINGS = 5
_SHARED_BITS = 1 << 10  # beyond, the first precision is nearer to what is asked for


def _guard_bits(expr: sp.Expr) -> int:
    """Room for the cancellation that large integers cause (log-gammas of n lose about log2(n log n) bits)."""
    largest, todo = 1, [expr]
    while todo:
        part = todo.pop()
        if part.is_Integer:
            largest = max(largest, abs(int(part)))
        elif not getattr(part, "brings_to_scale", False):
            todo += part.args
    return largest.bit_length() + largest.bit_length().bit_length()


def _step(bits: int) -> int:
    """The smallest shared precision of at least so many bits: 2^k or 3 2^(k-1), and finer where bits cost time.

    All numbers of digits go up the same steps, so that more digits never show less.
    """
    power = 1 << (bits - 1).bit_length()
    unit = power // 4 if power <= _SHARED_BITS else power // 32
    return max(_LEAST_BITS, -(-bits // unit) * unit)


def enclose(expr: sp.Expr, digits: int = 15) -> Enclosure:
    """Guaranteed enclosure of a number, with `digits` certain significant digits where that can be reached.

    The precision rises until the digits are certain, to 32 times where it began, and stops earlier where a step shows
    nothing new: then what is returned has fewer certain digits (see `Enclosure.digits`), still guaranteed. So is the
    enclosure of a value that cannot be decided, for example an irrational expression that is exactly 0. Where next to
    nothing is known the effort is limited, by work that is counted and not timed: the enclosure is the same on every
    machine. What several precisions show is intersected: ContradictionError where they exclude each other.

    Raises NoBallEvaluation (a ValueError) when the expression has symbols left or a part without ball evaluation.

    >>> import sympy as sp
    >>> enclose(sp.sqrt(2) / sp.pi, 30).to_string(30)
    '0.450158158078553034777599595503...'
    >>> enclose(sp.Rational(1, 3) + sp.Rational(1, 6)).exact
    Fraction(1, 2)
    """
    target = bits_of(check_digits(digits)) + 2
    first = _step(target + _SPARE_BITS + _guard_bits(expr))
    found = _Found(expr)
    start = spent()
    bits = first
    while bits <= first << _DOUBLINGS:
        before = found.radius
        found.look(bits)
        if found.is_final(target):
            break
        now = found.radius
        stands = bits > first and (now is None or (before is not None and now > before / 4))
        # A part with a limited accuracy of its own; where nothing at all is known yet, more bits may still help.
        if stands and (found.accuracy > _LITTLE_BITS or spent() - start > _MOST_WORK):
            break
        bits = _step(bits + 1 if bits < _SHARED_BITS else bits * 3 // 2)
    bits = _LEAST_BITS
    while bits < first and not found.is_final(target):
        found.look(bits)  # what fewer digits would have shown
        bits *= 2
    low, high = _range_of(expr)
    return found.enclosure().within(low, high, expr)


def _range_of(expr: sp.Expr) -> tuple[int | None, int | None]:
    """Where the value certainly lies: what a node declares, and [0, 1] for sqrt(1 - x), x >= 0, as a distance is."""
    if expr.is_Pow and expr.exp == sp.S.Half:
        rest = 1 - expr.base
        least = getattr(rest, "known_range", (None, None))[0]
        if (least is not None and least >= 0) or (isinstance(rest, sp.exp) and rest.is_positive):
            return 0, 1
    return getattr(expr, "known_range", (None, None))


def _is_finite(x: Number) -> bool:
    return isinstance(x, fmpq) or bool(x.is_finite())


class _Found:
    """What evaluations at several precisions have shown of one number."""

    def __init__(self, expr: sp.Expr) -> None:
        self.expr = expr
        self.bits = 0
        self.value: Number | None = None
        self.ends: Enclosure | None = None
        """What is left of the interval: exact, where the ball around it is rounded outward again."""

    def look(self, bits: int) -> None:
        """Evaluate with so many bits; what was known stays known."""
        with working_precision(bits):
            try:
                value = evaluate_ball(self.expr)
            except PrecisionTooLow:
                return
            ends = Enclosure.of_ball(value) if isinstance(value, arb) and value.is_finite() else None
        with working_precision(max(bits, self.bits)):
            if self.value is None or not _is_finite(self.value):
                self.value = value
            elif _is_finite(value):
                self.value = meet(self.value, value, "a number", self.expr)
        if ends is not None:
            self.ends = ends if self.ends is None else self.ends.intersection(ends)
        self.bits = max(bits, self.bits)

    @property
    def radius(self) -> arb | None:
        """The radius, None while there is no finite ball."""
        return self.value.rad() if isinstance(self.value, arb) and _is_finite(self.value) else None

    @property
    def accuracy(self) -> int:
        """Certain bits, relative to the value."""
        return int(self.value.rel_accuracy_bits()) if isinstance(self.value, arb) and _is_finite(self.value) else 0

    def is_final(self, target: int) -> bool:
        """Whether more bits would show nothing that was asked for: exact, infinite or accurate enough."""
        if isinstance(self.value, arb):
            exact = self.value.is_exact() and not self.value.is_nan()
            return exact or self.accuracy >= target
        return self.value is not None

    def enclosure(self) -> Enclosure:
        """The interval of all that is known."""
        if self.value is None:
            raise NoBallEvaluation(f"no finite ball with {self.bits} bits for {self.expr}")
        if isinstance(self.value, fmpq):
            return Enclosure.point(self.value)
        if self.value.is_exact() and not self.value.is_finite() and not self.value.is_nan():
            infinity = math.inf if self.value > 0 else -math.inf
            return Enclosure(infinity, infinity)
        return Enclosure.of_ball(self.value) if self.ends is None else self.ends
