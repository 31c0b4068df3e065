"""What several privacy budgets together say of a hockey-stick divergence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, multiply
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Evaluated


class ChordProfile(Evaluated, sp.Expr):
    r"""The largest E_gamma(P||Q) for pairs of laws with E_{g_i}(P||Q) <= d_i and E_{g_i}(Q||P) <= d_i, g_i = e^{eps_i}
    >= 1.

    E_gamma is convex and non-increasing in gamma, E_0 = 1, and E_{1/g}(P||Q) = 1 - 1/g + E_g(Q||P)/g. So it is at most
    every chord of the points (0, 1), (1/g_i, 1 - (1 - d_i)/g_i), (g_i, d_i), and the smallest d_i with g_i <= gamma.

    Arguments: gamma > 0 and the pairs (g_i, d_i).

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(ChordProfile(1, [(2, 0)])).exact
    Fraction(1, 3)
    """

    is_commutative = True
    is_real = True

    def __new__(cls, gamma: NumberLike, pairs: Iterable[Iterable[sp.Expr]]) -> ChordProfile:
        rows = (pair if isinstance(pair, sp.Tuple) else sp.Tuple(*pair) for pair in pairs)
        return sp.Expr.__new__(cls, sp.sympify(gamma), sp.Tuple(*rows))

    def _text(self, printer: Printer) -> str:
        gamma, pairs = self.args
        return rf"\check{{E}}_{{{printer._print(gamma)}}}\left({printer._print(pairs)}\right)"

    def _sympystr(self, printer: Printer) -> str:
        return f"ChordProfile({', '.join(map(printer._print, self.args))})"

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        from ...numeric.ball import compile_ball

        gamma, pairs = self.args
        parts = [compile_ball(gamma, variables)]
        parts += [compile_ball(x, variables) for pair in pairs for x in pair]
        return lambda *values: _lowest(*(part(*values) for part in parts))

    def _mpmath_closure(self, variables: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import compile_mpmath

        gamma, pairs = self.args
        parts = [compile_mpmath(gamma, variables)]
        parts += [compile_mpmath(x, variables) for pair in pairs for x in pair]
        return lambda *values: _lowest(*(part(*values) for part in parts), one=mpmath.mpf(1))


def _lowest(gamma: Number, *flat: Number, one: Number | None = None) -> Number:
    """The lower hull at gamma; a point that may lie on either side of gamma is used on neither."""
    one = fmpq(1) if one is None else one
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    points = [(0 * one, one)] + [(one / g, one - (one - d) / g) for g, d in pairs] + pairs
    left = [(x, y) for x, y in points if x <= gamma]
    right = [(x, y) for x, y in points if x >= gamma]
    candidates = [y for _, y in left]
    for x0, y0 in left:
        for x1, y1 in right:
            if x1 > x0:
                candidates.append(y0 + multiply(y1 - y0, gamma - x0) / (x1 - x0))
    best = candidates[0]
    for value in candidates[1:]:
        if isinstance(best, arb) or isinstance(value, arb):
            best = arb(best).min(arb(value))
        else:
            best = min(best, value)
    if isinstance(best, arb) and not best.is_finite():
        raise PrecisionTooLow
    return best
