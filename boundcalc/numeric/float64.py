"""Vectorised float64 evaluation with a running bound on the absolute error.

Every operation carries an error array that covers its own rounding and what it inherits (forward error analysis).
A node takes part by ``_float64(*args)`` on `Approximation` objects, or by ``_float64_closure(variables)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp

from .enclosure import Enclosure
from .exact import to_rational
from .kinds import Array, Floats

UNIT = 2.0**-53
LIBRARY = 8 * UNIT  # 4 units in the last place
TINY = 1e-300  # covers underflow
FLOAT64_BITS = 96  # for constants that end up in float64
_BLOCK = 1 << 14  # doubles that stay in cache
_SAFETY = 1 + 16 * UNIT  # covers the rounding of the error bound itself

ASSUMPTION = (
    "float64 arithmetic is IEEE 754 with rounding to nearest, and NumPy's exp, log, log1p and power err by at most "
    "4 units in the last place"
)


class NoFloat64Evaluation(ValueError):
    """The expression, or this range of its parameters, has no float64 kernel with an error bound."""


@dataclass(frozen=True, slots=True)
class Approximation:
    """An array of float64 values with a bound on each absolute error."""

    value: Floats
    error: Floats

    @classmethod
    def exact(cls, x: Fraction | int) -> Approximation:
        """The nearest double, with the bound on the conversion."""
        try:
            value = float(x)
        except OverflowError:
            raise NoFloat64Evaluation("a number beyond the range of float64; use the ball backend") from None
        return cls(value, 0.0 if Fraction(value) == x else abs(value) * UNIT + TINY)

    def rounded(self, factor: float = 1.0) -> Approximation:
        """Add one rounding of the value (`factor` half-ulps) to the error."""
        return Approximation(self.value, (self.error + factor * UNIT * np.abs(self.value)) * _SAFETY + TINY)

    def __add__(self, other: Approximation) -> Approximation:
        return Approximation(self.value + other.value, self.error + other.error).rounded()

    def __neg__(self) -> Approximation:
        return Approximation(-self.value, self.error)

    def __sub__(self, other: Approximation) -> Approximation:
        return self + (-other)

    def __mul__(self, other: Approximation) -> Approximation:
        a, b = np.abs(self.value), np.abs(other.value)
        return Approximation(
            self.value * other.value, a * other.error + b * self.error + self.error * other.error
        ).rounded()

    def reciprocal(self) -> Approximation:
        """1 / x, for x whose error is below |x|."""
        size = np.abs(self.value)
        gap = size - self.error
        if np.any(gap <= 0):
            raise NoFloat64Evaluation("division by a float64 value that may be 0")
        return Approximation(1.0 / self.value, self.error / (size * gap)).rounded()

    def sqrt(self) -> Approximation:
        """The square root of a non-negative value."""
        root = np.sqrt(np.maximum(self.value, 0.0))
        low = np.sqrt(np.maximum(self.value - self.error, 0.0))
        # sqrt is concave: the fall to the left end is the larger of the two changes, unless it is cut off at 0.
        change = np.where(self.value > self.error, root - low + 2 * UNIT * root, np.sqrt(root * root + self.error))
        return Approximation(root, change).rounded(4)

    def exp(self) -> Approximation:
        """e^x."""
        value = np.exp(self.value)
        return Approximation(value, value * np.expm1(self.error) * _SAFETY).rounded(8)

    def log(self) -> Approximation:
        """The natural logarithm of a positive value."""
        gap = self.value - self.error
        if np.any(gap <= 0):
            raise NoFloat64Evaluation("logarithm of a float64 value that may not be positive")
        return Approximation(np.log(self.value), self.error / gap).rounded(8)

    def maximum(self, other: Approximation) -> Approximation:
        """max(x, y)."""
        return Approximation(np.maximum(self.value, other.value), np.maximum(self.error, other.error))

    def absolute(self) -> Approximation:
        """|x|."""
        return Approximation(np.abs(self.value), self.error)

    def integer_power(self, k: int) -> Approximation:
        """x^k by repeated squaring."""
        if k < 0:
            return self.integer_power(-k).reciprocal()
        out, base = Approximation(1.0, 0.0), self
        while k:
            if k & 1:
                out = out * base
            base, k = base * base if k > 1 else base, k >> 1
        return out

    def sum(self, weights: Array | None = None) -> Approximation:
        """The sum of the entries, each counted `weights` times."""
        value = np.atleast_1d(self.value)
        error = np.broadcast_to(self.error, value.shape)
        if weights is not None:
            value, error = value * weights, error * weights
        total = float(np.sum(value))
        size = total if value.min(initial=0.0) >= 0 else float(np.sum(np.abs(value)))
        # NumPy sums pairwise over blocks of 128 in 8 accumulators.
        rounding = (40 + np.log2(value.size + 1)) * UNIT * size
        return Approximation(total, float(np.sum(error)) * (1 + 1e-10) + rounding + TINY * (value.size + 1))

    def enclosure(self) -> Enclosure:
        """The interval value +- error, exact at its ends."""
        value, error = float(self.value), float(self.error)
        if not np.isfinite(value) or not np.isfinite(error):
            raise NoFloat64Evaluation("the float64 path overflowed; use the ball backend")
        centre, radius = Fraction(value), Fraction(error)
        return Enclosure(centre - radius, centre + radius, True, (ASSUMPTION,))


def accurate_sum(values: Array) -> float:
    """The sum of an array of at most 2^29 finite doubles, none negative, within two roundings.

    In each block the leading bits are taken off so coarse that their sum is exact (Rump, Ogita and Oishi 2008); the
    rest is below 2^-36 of the largest entry each, and its sum wrong by less than 2^-70 of that.
    """
    parts = []
    for start in range(0, values.size, _BLOCK):
        block = values[start : start + _BLOCK]
        coarse = 2.0 ** (np.frexp(float(block.max()))[1] + int(block.size + 2).bit_length())
        head = (coarse + block) - coarse
        parts += [float(np.sum(head)), float(np.sum(block - head))]
    return math.fsum(parts)


_HEADS: dict[type[sp.Function], Callable[..., Approximation]] = {
    sp.exp: Approximation.exp,
    sp.log: Approximation.log,
    sp.Abs: Approximation.absolute,
}

Float64Closure = Callable[..., Approximation]


def compile_float64(expr: sp.Expr, variables: Sequence[sp.Symbol] = ()) -> Float64Closure:
    """A function of `variables` (Approximation objects, arrays allowed) that evaluates `expr`."""
    if expr in variables:
        position = list(variables).index(expr)
        return lambda *values: values[position]
    if isinstance(expr, sp.Rational):
        constant = Approximation.exact(to_rational(expr))
        return lambda *_: constant
    if expr.is_Symbol:
        raise NoFloat64Evaluation(f"the expression still has the symbol {expr}; substitute numbers first")
    if hasattr(expr, "_float64_closure"):
        return expr._float64_closure(variables)
    if not expr.free_symbols and not hasattr(expr, "_float64") and expr.is_number and not expr.args:
        from .enclose import enclose

        e = enclose(expr, 20)
        constant = Approximation.exact(e.midpoint)
        constant = Approximation(constant.value, constant.error + float(e.width) + TINY)
        return lambda *_: constant
    parts = [compile_float64(arg, variables) for arg in expr.args]
    if isinstance(expr, sp.Pow):
        return _compile_power(expr, parts)
    if isinstance(expr, sp.Add | sp.Mul | sp.Max | sp.Min):
        op: Callable[[Approximation, Approximation], Approximation] = {
            sp.Add: lambda a, b: a + b,
            sp.Mul: lambda a, b: a * b,
            sp.Max: lambda a, b: a.maximum(b),
            sp.Min: lambda a, b: -((-a).maximum(-b)),
        }[expr.func]

        def folded(*values: Approximation) -> Approximation:
            total = parts[0](*values)
            for part in parts[1:]:
                total = op(total, part(*values))
            return total

        return folded
    function = getattr(expr, "_float64", None) or _HEADS.get(expr.func)
    if function is None:
        raise NoFloat64Evaluation(
            f"{type(expr).__name__} has no float64 kernel with an error bound; use the ball backend"
        )
    return lambda *values: function(*(part(*values) for part in parts))


def _compile_power(expr: sp.Pow, parts: list[Float64Closure]) -> Float64Closure:
    base, exponent = parts[0], expr.exp
    if exponent.is_Integer:
        return lambda *values: base(*values).integer_power(int(exponent))
    if exponent.is_Rational and exponent.q == 2:
        return lambda *values: base(*values).sqrt().integer_power(int(exponent.p))
    return lambda *values: (parts[1](*values) * base(*values).log()).exp()


def enclose_float64(expr: sp.Expr) -> Enclosure:
    """Enclosure by the fast float64 path; the assumption it rests on travels with it."""
    result = compile_float64(expr)()
    return result.enclosure()
