"""The Gaussian trade-off curve that lies above that of a privacy loss."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from fractions import Fraction

from flint import arb

from ...numeric.exact import to_fmpq

_PIECES = 4000


def quantile(x: arb) -> arb:
    """Phi^-1."""
    return arb(2).sqrt() * (2 * x - 1).erfinv()


def order(rate: Callable[[arb], arb], low: Fraction, high: Fraction, digits: int, above: bool) -> arb:
    """The largest Phi^-1(TPR) - Phi^-1(FPR) over FPRs from low to high: its upper end if `above`, else a lower one.

    On a piece it is at most the quantile of the TPR at the right end less that of the FPR at the left; the piece with
    the largest bound is halved. It is at least what it is at any point.
    """

    def gap(fpr: Fraction, at: Fraction) -> arb:
        top = rate(arb(to_fmpq(at))).min(arb(1))
        return quantile(top) - quantile(arb(to_fmpq(fpr))) if top < 1 else arb.pos_inf()

    best = gap(low, low).max(gap(high, high))
    if not above and not best > 0:  # a concave curve that touches the diagonal is the diagonal
        return arb(0)
    pieces = [(-float(gap(low, high).upper()), low, high)]
    for _ in range(_PIECES):
        bound, a, b = pieces[0]
        if a == b or -bound <= float(best.mid()) * (1 + 0.1**digits / 4):
            break
        heapq.heappop(pieces)
        middle = _between(a, b)
        best = best.max(gap(middle, middle))
        for x, y in ((a, middle), (middle, b)):
            heapq.heappush(pieces, (-float(gap(x, y).upper()), x, y))
    return arb(-pieces[0][0]) * (1 + arb(2) ** -50) if above else best


def _between(a: Fraction, b: Fraction) -> Fraction:
    """A short number between a and b, in the middle of the quantiles, about."""
    middle = (a + b) / 2
    if 4 * a < b and b < Fraction(1, 2):
        middle = Fraction(float(a) ** 0.5 * float(b) ** 0.5)
    elif 4 * (1 - b) < 1 - a and a > Fraction(1, 2):
        middle = 1 - Fraction(float(1 - a) ** 0.5 * float(1 - b) ** 0.5)
    return middle if a < middle < b else (a + b) / 2
