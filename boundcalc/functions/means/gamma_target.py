"""The leakage of one record through the mean of gamma data."""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ..node import Node, indexed, need_int


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

    def __new__(cls, a: Any, n: Any, z: Any, gamma: Any = 1, **options: Any) -> sp.Expr:
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
        if not (gamma >= 1 or gamma < 1):
            raise PrecisionTooLow("gamma is not certainly on one side of 1")
        order = (size - 1) * a - 1
        side = 1 if order > 0 else 0 if order <= 0 else None
        if side is None:
            raise PrecisionTooLow("(n-1) shape is not certainly on one side of 1")
        with working_precision(current_bits() + 20 + size.bit_length()):
            member, outsider = _rates(to_arb(a), size, to_arb(z), to_arb(gamma), bool(side))
            if gamma >= 1:
                return (member - gamma * outsider).nonnegative_part()
            return ((1 - outsider) - (1 - member) / gamma).nonnegative_part()

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
    peak = (m * z / a).mid() if rises else arb(0)
    if rises:
        top = height(peak)
        if top < 0:
            return arb(0), arb(0)
        if not top > 0:
            raise PrecisionTooLow("the largest ratio is not certainly on one side of gamma")
    ends = [_root(height, peak, -1) if rises else arb(0), _root(height, peak, 1)]

    def between(order: arb, low: arb, high: arb) -> arb:
        upper = [x.gamma_upper(order, regularized=1) if x != 0 else arb(1) for x in (low, high)]
        lower = [x.gamma_lower(order, regularized=1) if x != 0 else arb(0) for x in (low, high)]
        by_upper, by_lower = upper[0] - upper[1], lower[1] - lower[0]
        return by_upper if by_upper.rad() < by_lower.rad() else by_lower

    return between((n - 1) * a, *ends), between(total, z + ends[0], z + ends[1])


def _root(height: Any, peak: arb, side: int) -> arb:
    """The x on one side of the peak where the height is 0, by halves in log x."""
    near = peak if peak > 0 else arb(1)
    far = near
    if peak == 0:  # no peak: infinite, or a finite limit, at 0
        for _ in range(40 * current_bits()):
            if height(near) > 0:
                break
            near = (near / 2).mid()
        else:
            return arb(0)
    for _ in range(200 * current_bits()):
        far = (far * 2 if side > 0 else far / 2).mid()
        if height(far) < 0:
            break
    else:
        raise NoBallEvaluation("the ratio exceeds gamma too far out")
    for _ in range(current_bits()):
        middle = (near * far).sqrt().mid()
        at = height(middle)
        if at > 0:
            near = middle
        elif at < 0:
            far = middle
        else:
            break
    return near.union(far)


__all__ = ["GammaTarget"]
