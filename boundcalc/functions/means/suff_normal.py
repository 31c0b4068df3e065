"""The exact leakage of fitting the mean and the variance of normal data."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..least_squares._exact_quadrature import Rates
from ..node import Node, exceeds, need_int
from . import _suff_normal
from .released import Released

_ROUNDING = 2e-14
_MOST_DATA = 100_000


class NormalFit(Released):
    r"""``NormalFit(n, gamma=1)``: Delta_gamma when the mean and the variance of n normal data are released.

    For n <= 2 it is 1. `NormalFit(n, gamma, z)` is the leakage of one record, z in standard units. Two quadratures in
    different orders, and one of them again with more nodes: the enclosure is what they agree on, to about 12 digits,
    and is **not guaranteed**. Theorem suff-normal.

    >>> NormalFit(4).evalf(9)
    0.341303848
    """

    symbol = "N"
    certified = False
    """Quadratures without an error bound: no enclosure of this node is guaranteed."""

    @classmethod
    def eval(cls, n: sp.Expr, gamma: sp.Expr, *target: sp.Expr) -> sp.Expr | None:
        return sp.S.One if n.is_Integer and 1 <= n <= 2 else None  # the release determines the records

    def _ball(self, n: Number, gamma: Number, *target: Number) -> Number:
        values = _values(_size(n), float(to_arb(gamma).mid()), *(abs(float(to_arb(z).mid())) for z in target))
        best = values[-1]
        return arb(best, 2 * max(abs(value - best) for value in values) + _ROUNDING)

    def _mpmath(self, n: MpNumber, gamma: MpNumber, *target: MpNumber) -> MpNumber:
        return mpmath.mpf(_values(int(n), float(gamma), *(abs(float(z)) for z in target))[-1])


class NormalFitTest(Node):
    r"""P(LR > t) when the mean and the variance of n normal data are released: ``NormalFitTest(n, t, member)``.

    member = 0 for the false-positive rate, 1 for the true-positive rate; n >= 3, t > 0. Not guaranteed, as `NormalFit`.

    >>> NormalFitTest(4, 1, 1).evalf(9)
    0.773977114
    """

    nargs = 3
    known_range = (0, 1)
    certified = False

    def _text(self, printer: Printer) -> str:
        n, t, member = self.args
        return exceeds(printer, r"\mathrm{fit}", (n,), t, member)

    def _ball(self, n: Number, t: Number, member: Number) -> Number:
        size = _size(n)
        if isinstance(t, fmpq) and t <= 0:
            return fmpq(1)
        values = [found.tpr if member == 1 else found.fpr for found in _rates(size, float(to_arb(t).mid()))]
        return arb(values[-1], 2 * max(abs(value - values[-1]) for value in values) + _ROUNDING)

    def _mpmath(self, n: MpNumber, t: MpNumber, member: MpNumber) -> MpNumber:
        found = _rates(int(n), float(t))[-1]
        return mpmath.mpf(found.tpr if member == 1 else found.fpr)


def rates(n: int, t: float) -> tuple[float, float]:
    """(FPR, TPR) of the test LR > t in float64, from one quadrature; n >= 3."""
    found = _suff_normal.release_first(n, t, 12)
    return found.fpr, found.tpr


def _size(n: Number) -> int:
    size = need_int(n)
    if size < 3:
        raise ValueError(f"n must be an integer of at least 3, got {size}")
    if size > _MOST_DATA:
        raise NoBallEvaluation(f"n = {size} is beyond the reach of the quadratures ({_MOST_DATA})")
    return size


@lru_cache(maxsize=4096)
def _rates(n: int, gamma: float) -> tuple[Rates, Rates, Rates]:
    record, release = _suff_normal.record_first(n, gamma, 22), _suff_normal.release_first(n, gamma, 20)
    return record, release, _suff_normal.release_first(n, gamma, 28)


def _values(n: int, gamma: float, z: float | None = None) -> list[float]:
    """Delta_gamma, of all records or of one, from every quadrature."""
    if z is None:
        found = [rates.divergence for rates in _rates(n, gamma)]
    else:
        found = [_suff_normal.one_record_by_release(n, gamma, z, 24)]
        for nodes in (20, 30):
            tpr, fpr = _suff_normal.one_record(n, gamma, [z], nodes)
            found.append(float(tpr[0] - gamma * fpr[0]))
    return found if gamma >= 1 else [(value - 1 + gamma) / gamma for value in found]


__all__ = ["NormalFit", "NormalFitTest"]
