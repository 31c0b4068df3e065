"""The leakage of least squares on Gaussian data, for finite n and p."""

from __future__ import annotations

from functools import lru_cache

from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber
from ..node import Node, exceeds, need_int
from . import _exact_quadrature

_ROUNDING = 2e-14
_MOST_DATA = 200_000


class LeastSquaresDelta(Node):
    r"""``Delta_gamma`` of the least-squares estimate on n > p records of `GaussianRegression` (T-OLS).

    E_gamma(P1||P0) is an integral over the three or four variables on which the likelihood ratio depends (the module
    `_exact_quadrature` states it). It is computed by two quadratures that share neither order nor splits; the
    enclosure is what they agree on, to about 12 digits, and is **not guaranteed**.

    >>> LeastSquaresDelta(3, 1, 1).evalf(9)
    0.259923601
    """

    nargs = 3
    known_range = (0, 1)
    certified = False
    """Quadratures without an error bound: no enclosure of this node is guaranteed."""

    def _text(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}^{{\mathrm{{OLS}}}}\left({n}, {p}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        size, features = sizes(n, p)
        ratio = float(to_arb(gamma).mid())
        values = [rates.divergence for rates in _by_members(size, features, ratio)]
        values.append(_by_angle(size, features, ratio))
        if ratio < 1:
            values = [(value - 1 + ratio) / ratio for value in values]
        return _agreement(values)

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import mpmath

        value = _by_angle(int(n), int(p), float(gamma))
        return mpmath.mpf(value if gamma >= 1 else (value - 1 + float(gamma)) / float(gamma))


class LeastSquaresTest(Node):
    r"""P(LR > t) for least squares on Gaussian data: ``LeastSquaresTest(n, p, t, member)``.

    member = 0 for the false-positive rate, 1 for the true-positive rate; t > 0. Not guaranteed, as `LeastSquaresDelta`.

    >>> LeastSquaresTest(6, 3, 1, 1).evalf(9)
    0.788892616
    """

    nargs = 4
    known_range = (0, 1)
    certified = False

    def _text(self, printer: Printer) -> str:
        n, p, t, member = self.args
        return exceeds(printer, r"\mathrm{OLS}", (n, p), t, member)

    def _ball(self, n: Number, p: Number, t: Number, member: Number) -> Number:
        size, features = sizes(n, p)
        if isinstance(t, fmpq) and t <= 0:
            return fmpq(1)
        found = _by_members(size, features, float(to_arb(t).mid()))
        return _agreement([rates.tpr if member == 1 else rates.fpr for rates in found])

    def _mpmath(self, n: MpNumber, p: MpNumber, t: MpNumber, member: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import mpmath

        rates = _by_members(int(n), int(p), float(t))[-1]
        return mpmath.mpf(rates.tpr if member == 1 else rates.fpr)


def rates(n: int, p: int, t: float) -> tuple[float, float]:
    """(FPR, TPR) of the test LR > t in float64, from one quadrature."""
    found = _coarse(n, p, t)
    return found.fpr, found.tpr


def sizes(n: Number, p: Number) -> tuple[int, int]:
    """n and p as integers, checked."""
    size, features = need_int(n), need_int(p)
    if not 1 <= features < size:
        raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
    if size > _MOST_DATA:
        raise NoBallEvaluation(
            f"n = {size} is beyond the reach of the quadratures ({_MOST_DATA}); use the limit p/n -> c"
        )
    return size, features


def _agreement(values: list[float]) -> arb:
    """A ball around the last but one value that reaches all of them twice over."""
    best = values[1]
    return arb(best, 2 * max(abs(value - best) for value in values) + _ROUNDING)


@lru_cache(maxsize=4096)
def _coarse(n: int, p: int, gamma: float) -> _exact_quadrature.Rates:
    return _exact_quadrature.members_first(n, p, gamma, (80, 24, 40))


@lru_cache(maxsize=4096)
def _by_members(n: int, p: int, gamma: float) -> tuple[_exact_quadrature.Rates, _exact_quadrature.Rates]:
    return (
        _exact_quadrature.members_first(n, p, gamma, (140, 52, 72)),
        _exact_quadrature.members_first(n, p, gamma, (160, 60, 80)),
    )


@lru_cache(maxsize=4096)
def _by_angle(n: int, p: int, gamma: float) -> float:
    return _exact_quadrature.angle_last(n, p, gamma, (120, 60, 48, 32))
