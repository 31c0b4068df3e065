"""The hockey-stick divergence of a trade-off function."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, compile_ball, to_arb
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber
from ...numeric.precision import current_bits
from ..node import BINDER, Evaluated, unused

_GRID = 16


class TradeoffDivergence(Evaluated, sp.Expr):
    r"""``sup_a 1 - f(a) - gamma a`` over 0 <= a <= 1: E_gamma of a pair of laws whose trade-off function is f.

    f (a `sympy.Lambda`) must be convex and non-increasing with f(a) <= 1 - a. The maximum of the concave function is
    enclosed by its values and by chords extended beyond their ends. Raises ValueError when f is certainly no trade-off
    function at a point of a coarse grid.

    >>> from boundcalc.numeric import evaluate
    >>> a = sp.Symbol("a")
    >>> "1/2" in evaluate(TradeoffDivergence(sp.Lambda(a, (1 - sp.sqrt(a)) ** 2), 1))
    True
    """

    is_commutative = True
    is_real = True
    precedence = BINDER

    def __new__(cls, f: sp.Lambda, gamma: NumberLike) -> TradeoffDivergence:
        return sp.Expr.__new__(cls, f, sp.sympify(gamma))

    def _text(self, printer: Printer) -> str:
        f, gamma = self.args
        a = sp.Symbol(unused(f"{f.variables[0]} a b x", self.free_symbols))
        inside = printer._print(1 - f(a) - gamma * a)
        return rf"\sup_{{0 \leq {printer._print(a)} \leq 1}} \left({inside}\right)"

    def _sympystr(self, printer: Printer) -> str:
        return f"TradeoffDivergence({', '.join(map(printer._print, self.args))})"

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        f, gamma = self.args
        slope = compile_ball(gamma, variables)
        inner = compile_ball(f.expr, (*variables, f.variables[0]))

        def value(*values: Number) -> Number:
            g = slope(*values)
            return _supremum(lambda a: to_arb(1 - inner(*values, a) - g * a), lambda a: to_arb(inner(*values, a)))

        return value

    def _mpmath_closure(self, variables: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import compile_mpmath, mpmath

        f, gamma = self.args
        slope = compile_mpmath(gamma, variables)
        inner = compile_mpmath(f.expr, (*variables, f.variables[0]))

        def value(*values: MpNumber) -> MpNumber:
            def gain(a: MpNumber) -> MpNumber:
                return 1 - inner(*values, a) - slope(*values) * a

            low, high = mpmath.mpf(0), mpmath.mpf(1)
            while high - low > mpmath.eps:
                third = (high - low) / 3
                low, high = (low + third, high) if gain(low + third) < gain(high - third) else (low, high - third)
            return max(gain(x) for x in (mpmath.mpf(0), low, high, mpmath.mpf(1)))

        return value


def _supremum(gain: Callable[[fmpq], arb], f: Callable[[fmpq], arb]) -> arb:
    """The maximum of a concave function on [0, 1]: every comparison of its values is certain."""
    _check(f)
    low, middle, high = fmpq(0), fmpq(1, 2), fmpq(1)
    at = {x: gain(x) for x in (low, middle, high)}
    for _ in range(4 * current_bits()):
        right = high - middle >= middle - low
        x = (middle + high) / 2 if right else (low + middle) / 2
        at[x] = gain(x)
        if at[x] > at[middle]:
            low, middle, high = (middle, x, high) if right else (low, x, middle)
        elif at[x] < at[middle]:
            low, high = (low, x) if right else (x, high)
        else:
            break
    top = at[low].max(at[middle]).max(at[high])
    # Concave: beyond the middle the function lies under the chord from the far side, extended.
    rise = (at[middle] - at[high]) / to_arb(high - middle) * to_arb(middle - low)
    fall = (at[middle] - at[low]) / to_arb(middle - low) * to_arb(high - middle)
    return top.union(top.max(at[middle] + rise).max(at[middle] + fall))


def _check(f: Callable[[fmpq], arb]) -> None:
    values = [f(fmpq(i, _GRID)) for i in range(_GRID + 1)]
    for i, y in enumerate(values):
        if y < 0 or y > to_arb(1 - fmpq(i, _GRID)):
            raise ValueError(f"tradeoff must satisfy 0 <= f(a) <= 1 - a, violated at a = {i}/{_GRID}")
        if 0 < i < _GRID and 2 * y > values[i - 1] + values[i + 1]:
            raise ValueError(f"tradeoff must be convex, violated near a = {i}/{_GRID}")
        if i and y > values[i - 1]:
            raise ValueError(f"tradeoff must be non-increasing, violated near a = {i}/{_GRID}")
