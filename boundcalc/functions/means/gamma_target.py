"""The leakage of one record through the mean of gamma data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import sympy as sp
from flint import arb

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._bracket import bracket
from .._incomplete_gamma import lower, upper
from .._monotone import monotone
from ..node import Node, at_least_one, indexed, need_int

_FAR = 1 << 40  # in log x


class GammaTarget(Node):
    r"""``D_gamma(z + S_{n-1}, S_n)``, S_k ~ Gamma(k a): the inner term of T-COND behind `GammaMean(a, n, gamma)`.

    With m = (n-1) a - 1 the ratio is ``e^z Gamma(na)/Gamma((n-1)a) (s-z)^m s^{1-na}`` on s > z. For m > 0 it rises up
    to s = (na-1) z/a and then falls; for m <= 0 it falls. So it exceeds gamma on an interval of s, and four regularised
    incomplete gammas decide. D_gamma is E_gamma for gamma >= 1, and E_{1/gamma} with the laws exchanged for gamma < 1.

    Arguments: a > 0, integer n >= 1, z > 0 in units of the scale, gamma > 0 (default 1). Theorem mean-gamma.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GammaTarget(1, 10, 3), 12).to_string(12)
    '0.271600644813...'
    """

    nargs = (3, 4)
    known_range = (0, 1)

    def __new__(cls, a: NumberLike, n: NumberLike, z: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, a, n, z, gamma, **options)

    @classmethod
    def eval(cls, a: sp.Expr, n: sp.Expr, z: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return sp.S.One if n == 1 else None  # the release is the training point

    def _text(self, printer: Printer) -> str:
        a, n, z, gamma = self.args
        others, all_ = printer._print((n - 1) * a), printer._print(n * a)
        return (
            rf"{indexed(printer, 'D', gamma)}\left({printer._print(z)} + \Gamma_{{{others}}}, \Gamma_{{{all_}}}\right)"
        )

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, a: Number, n: Number, z: Number, gamma: Number) -> Number:
        size = need_int(n)
        if size < 2:
            raise NoBallEvaluation(f"n must be an integer of at least 2, got {size}")
        above = at_least_one(gamma)
        order = (size - 1) * a - 1
        side = 1 if order > 0 else 0 if order <= 0 else None
        if side is None:
            raise PrecisionTooLow("(n-1) shape is not certainly on one side of 1")
        with working_precision(current_bits() + 20 + size.bit_length()):
            member, outsider = _rates(to_arb(a), size, to_arb(z), to_arb(gamma), bool(side))
            return member - gamma * outsider if above else (1 - outsider) - (1 - member) / gamma

    def _mpmath(self, a: MpNumber, n: MpNumber, z: MpNumber, gamma: MpNumber) -> MpNumber:
        def law(k: MpNumber, s: MpNumber) -> MpNumber:
            return mpmath.exp((k - 1) * mpmath.log(s) - s - mpmath.loggamma(k)) if s > 0 else mpmath.mpf(0)

        def gap(s: MpNumber) -> MpNumber:
            member, outsider = law((n - 1) * a, s - z), law(n * a, s)
            return max(0, member - gamma * outsider) if gamma >= 1 else max(0, outsider - member / gamma)

        top = n * a + z
        cuts = [mpmath.mpf(0), z, *(z + top * j / 16 for j in range(1, 48)), mpmath.inf]
        return mpmath.quad(gap, cuts)


def _rates(a: arb, n: int, z: arb, gamma: arb, rises: bool) -> tuple[arb, arb]:
    """P1 and P0 of the s where the ratio exceeds gamma."""
    m, total = (n - 1) * a - 1, n * a
    constant = z + total.lgamma() - ((n - 1) * a).lgamma() - gamma.log()

    def height(x: arb) -> arb:
        """log(ratio/gamma) at s = z + x."""
        return constant + m * x.log() + (1 - total) * (z + x).log()

    # x = s - z: the peak is at m z/a, and everything falls after it.
    low, start = arb(0), arb(0)
    if rises:
        peak = m * z / a
        if height(peak) < 0:
            return arb(0), arb(0)
        start = peak.log().mid()
        if not height(start.exp()) > 0:
            raise PrecisionTooLow("the largest ratio is not certainly on one side of gamma")
        low = _left_end(height, start)
    else:
        while height(start.exp()) < 0 and start > -_FAR:
            start = 2 * start - 1
    high = _right_end(height, start)

    def between(order: arb, low: arb, high: arb) -> arb:
        above, below = partial(upper, order), partial(lower, order)
        by_upper, by_lower = monotone(above, low) - monotone(above, high), monotone(below, high) - monotone(below, low)
        return by_upper if by_upper.rad() < by_lower.rad() else by_lower

    return between((n - 1) * a, low, high), between(total, z + low, z + high)


def _left_end(height: Callable[[arb], arb], start: arb) -> arb:
    """Around the x below e^start, where the height is positive, at which it is 0; from 0 on where none is found."""
    reach = arb(1)
    while not height((start - reach).exp()) < 0 and reach < _FAR:
        reach *= 2
    a, b = bracket(lambda t: height(t.exp()), (start - reach).mid(), start)
    x = a.exp().union(b.exp())
    return x if height(a.exp()) < 0 else x.union(arb(0))


def _right_end(height: Callable[[arb], arb], start: arb) -> arb:
    """Around the x at which the height turns negative; from 0 on where it may be negative from e^start on."""
    reach = arb(1)
    while not height((start + reach).exp()) < 0:
        reach *= 2
        if reach > _FAR:
            raise NoBallEvaluation("the ratio exceeds gamma too far out")
    a, b = bracket(lambda t: -height(t.exp()), start, (start + reach).mid())
    x = a.exp().union(b.exp())
    return x if height(a.exp()) > 0 else x.union(arb(0))


__all__ = ["GammaTarget"]
