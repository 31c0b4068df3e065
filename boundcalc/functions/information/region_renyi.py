"""The largest leakage and the trade-off curve of pairs of laws of a given Renyi divergence (T-REGION)."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._bracket import bracket
from ..node import Node, at_least_one, share
from ._spans import ends, spare
from .region_info import InformationFPR, InformationRegion, InformationTPR

_LARGE = 1000
"""Nats beyond which only 1 - e^-D is told from 1."""
_TINY = 10**4
"""e-folds below 1 beyond which only a bound by the moment is given, not the digits of the value."""
_FARTHEST = arb(2) ** 4000


class RenyiRegion(Node):
    r"""``sup Delta_gamma(P, Q)`` over all pairs of laws with D_alpha(P||Q) <= D nats, alpha > 0; relative entropy at 1.

    Every test has d_alpha(TPR||FPR) <= D (data processing), d_alpha the divergence of two coins, and two coins are such
    a pair: ``sup_q p(q) - gamma q`` for gamma >= 1, and (that - 1 + gamma)/gamma for gamma < 1. Tangents of u^alpha at
    any r > s > 0 with gamma = ((alpha-1)/alpha) (r^alpha - s^alpha)/(r^(alpha-1) - s^(alpha-1)) give

        p - gamma q <= (e^((alpha-1) D) - alpha s^(alpha-1) + (alpha-1) s^alpha) / (alpha (r^(alpha-1) - s^(alpha-1))),

    attained by the coins of ratios r = p/q and s = (1-p)/(1-q) if their divergence is D. For alpha > 1 and
    gamma <= (alpha-1) e^D/alpha the best coins are p = 1, q = e^-D. D >= 0, gamma > 0.

    >>> import sympy as sp
    >>> RenyiRegion(2, sp.log(4), 1).evalf(8), RenyiRegion(3, 1, 1).evalf(8)  # chi^2 = 3: 3/4
    (0.75000000, 0.63212056)
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, order: sp.Expr, divergence: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return InformationRegion(divergence, gamma) if order == 1 else None

    def _text(self, printer: Printer) -> str:
        order, divergence, gamma = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}\left(D_{{{order}}} \leq {divergence}\right)"

    def _ball(self, order: Number, divergence: Number, gamma: Number) -> Number:
        _check(order, divergence)
        if isinstance(divergence, fmpq) and divergence == 0:
            return fmpq(0)
        above = at_least_one(gamma)
        _side(order)
        (flat, steep), low, high = ends(order), ends(divergence), ends(gamma)
        with working_precision(current_bits() + spare(low[0]) + spare(high[1]) + spare(abs(to_arb(order) - 1))):
            # The supremum grows with D and falls with alpha, and away from gamma = 1.
            least = _supremum(steep, low[0], high[1] if above else high[0], above)
            most = _supremum(flat, low[1], high[0] if above else high[1], above)
            value = least.union(most)
        return share(+value, "the largest Delta of a Renyi divergence", order, divergence, gamma)

    def _mpmath(self, order: MpNumber, divergence: MpNumber, gamma: MpNumber) -> MpNumber:
        if divergence == 0:
            return mpmath.mpf(0)
        with mpmath.workprec(3 * mpmath.prec):
            best = 1 - gamma * mpmath.exp(-divergence)
            low, high = mpmath.mpf(2) ** -mpmath.prec, mpmath.mpf(2) ** mpmath.prec
            for _ in range(2 * mpmath.prec):  # the logarithm of r/s, by halves
                middle = mpmath.sqrt(low * high)
                r = gamma * order * mpmath.expm1((1 - order) * middle)
                r /= (order - 1) * mpmath.expm1(-order * middle)
                s = r * mpmath.exp(-middle)
                inside = s < 1 < r
                q = (1 - s) / (r - s) if inside else 0
                enough = inside and _mp_divergence(order, r * q, q) >= divergence
                low, high = (low, middle) if enough else (middle, high)
                if inside and not enough:
                    best = max(best, (r - gamma) * q)
        return best if gamma >= 1 else (best - 1 + gamma) / gamma


class RenyiTPR(Node):
    r"""``max{p: d_alpha(p||a) <= D}``: the largest true-positive rate at the false-positive rate a.

    >>> import sympy as sp
    >>> RenyiTPR(2, sp.log(2), sp.Rational(1, 10)).evalf(8)  # chi^2 = 1: 1/10 + sqrt(1/10 9/10)
    0.40000000
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, order: sp.Expr, divergence: sp.Expr, rate: sp.Expr) -> sp.Expr | None:
        return InformationTPR(divergence, rate) if order == 1 else None

    def _text(self, printer: Printer) -> str:
        order, divergence, rate = map(printer._print, self.args)
        return rf"\mathrm{{TPR}}\left({rate}; D_{{{order}}} \leq {divergence}\right)"

    def _ball(self, order: Number, divergence: Number, rate: Number) -> Number:
        return _monotone(_highest, order, divergence, rate, "a true-positive rate")

    def _mpmath(self, order: MpNumber, divergence: MpNumber, rate: MpNumber) -> MpNumber:
        return _mp_tpr(order, divergence, mpmath.mpf(rate))


class RenyiFPR(Node):
    r"""``min{q: d_alpha(b||q) <= D}``: the smallest false-positive rate at the true-positive rate b.

    >>> import sympy as sp
    >>> RenyiFPR(3, sp.Rational(1, 2), 1).evalf(10)  # e^(-1/2)
    0.6065306597
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, order: sp.Expr, divergence: sp.Expr, rate: sp.Expr) -> sp.Expr | None:
        return InformationFPR(divergence, rate) if order == 1 else None

    def _text(self, printer: Printer) -> str:
        order, divergence, rate = map(printer._print, self.args)
        return rf"\mathrm{{FPR}}\left({rate}; D_{{{order}}} \leq {divergence}\right)"

    def _ball(self, order: Number, divergence: Number, rate: Number) -> Number:
        return _monotone(_lowest, order, divergence, rate, "a false-positive rate")

    def _mpmath(self, order: MpNumber, divergence: MpNumber, rate: MpNumber) -> MpNumber:
        if rate == 1:
            return mpmath.exp(-divergence)
        low, high = mpmath.mpf(0), mpmath.mpf(rate)
        if order < 1 and -order / (1 - order) * mpmath.log1p(-rate) <= divergence:
            return low
        for _ in range(4 * mpmath.prec):
            middle = (low + high) / 2
            low, high = (low, middle) if _mp_divergence(order, rate, middle) <= divergence else (middle, high)
        return high


def _supremum(order: arb, divergence: arb, gamma: arb, above: bool) -> arb:
    """The supremum at exact arguments."""
    if divergence == 0:
        return arb(0)
    most = 1 if above else gamma
    corner = 1 - (-divergence).exp() * gamma / most  # of p = 1, q = e^-D
    if divergence > _LARGE:
        return corner.union(arb(1))
    moment, lift = ((order - 1) * divergence).exp(), arb(0) if above else 1 - gamma
    if order > 1:
        excess = gamma - (order - 1) / order * divergence.exp()
        if not excess > 0:  # the edge is no less steep than gamma where it meets p = 1
            return corner.union(corner + excess.max(arb(0)) * (-divergence).exp() / most)
        if above and (order - 1) * (gamma.log() - divergence) > _TINY:
            return arb(0).union(((order - 1) * (divergence - gamma.log())).exp())  # E (L-gamma)_+ <= E L^a gamma^(1-a)

    def rates(multiplier: arb) -> tuple[arb, arb, arb, arb]:
        """(r, s, r^(alpha-1), s^(alpha-1)), s = r e^-multiplier."""
        power = -(-(order - 1) * multiplier).expm1()
        r = gamma * order * power / (-(order - 1) * (-order * multiplier).expm1())
        s = r * (-multiplier).exp()
        return r, s, r ** (order - 1), s ** (order - 1)

    def coins(multiplier: arb) -> tuple[arb, arb, arb]:
        """(q, their divergence, p - gamma q)."""
        r, s, _, _ = rates(multiplier)
        q = (1 - s) / (r - s)
        return q, (q * r**order + (1 - q) * s**order).log() / (order - 1), r * q - gamma * q

    def excess_of(multiplier: arb) -> arb:
        r, s, _, _ = rates(multiplier)
        inside = (1 - s).min(r - 1)
        if inside <= 0:  # the multiplier is too small for two coins: the same sign, without a jump
            return inside - divergence
        return coins(multiplier)[1] - divergence if inside > 0 else arb(0, 1)

    low, high = arb(fmpq(1, 2)), arb(1)
    while not excess_of(high) > 0 and high < _FARTHEST:
        high *= 2
    while not excess_of(low) < 0 and low > arb(2) ** -(4 * current_bits()):
        low /= 2
    left, right = bracket(excess_of, low, high)
    q, found, value = coins(left)
    lower = corner.max(arb(0))
    if q >= 0 and q <= 1 and found <= divergence:
        lower = lower.max((value - lift) / most)
    upper = arb(1)
    for multiplier in (left, right):
        _, s, more, less = rates(multiplier)
        bound = (moment - order * less + (order - 1) * less * s) / (order * (more - less))
        if bound.is_finite():
            upper = upper.min((bound - lift) / most)
    return lower.union(upper)


def divergence_of_coins(order: arb, p: arb, q: arb) -> arb:
    """d_alpha(p||q), 0 < q < 1 and alpha != 1."""
    total = arb(0)
    for x, y in ((p, q), (1 - p, 1 - q)):
        if x != 0:
            total += y * (x / y) ** order
    return total.log() / (order - 1)


def _highest(order: arb, divergence: arb, rate: arb) -> arb:
    """The largest p: d_alpha(p||a) grows from a on."""
    if divergence <= 0 or rate >= 1:
        return rate.min(arb(1))
    if rate <= 0:
        return arb(0) if order > 1 else -((order - 1) * divergence / order).expm1()
    if -rate.log() <= divergence:
        return arb(1)
    low, high = bracket(lambda p: divergence_of_coins(order, p, rate) - divergence, rate, arb(1))
    return low.union(high)


def _lowest(order: arb, divergence: arb, rate: arb) -> arb:
    """The smallest q: d_alpha(b||q) falls up to b."""
    if rate <= 0 or divergence <= 0:
        return rate.max(arb(0))
    if rate >= 1:
        return (-divergence).exp()
    if order < 1:
        least = order / (order - 1) * (-rate).log1p()  # d_alpha(b||0)
        if least <= divergence:
            return arb(0)
    low = rate / 2
    while not divergence_of_coins(order, rate, low) > divergence:
        low = low * low if low < fmpq(1, 2) else low / 2
        if low < arb(2) ** -(1 << 20):
            return arb(0).union(low)
    low, high = bracket(lambda q: divergence - divergence_of_coins(order, rate, q), low, rate)
    return low.union(high)


def _monotone(
    rate_of: Callable[[arb, arb, arb], arb], order: Number, divergence: Number, rate: Number, what: str
) -> Number:
    """`rate_of` on balls: it is monotone in each argument."""
    _check(order, divergence)
    if isinstance(divergence, fmpq) and isinstance(rate, fmpq) and divergence == 0:
        return rate
    above_one = _side(order)
    if isinstance(rate, fmpq) and (rate == 0 and (above_one or rate_of is _lowest)):
        return rate
    (flat, steep), (low, high), (left, right) = ends(order), ends(divergence), ends(rate)
    left, right = left.max(arb(0)), right.min(arb(1))
    falls = rate_of is _lowest  # with the divergence, and it grows with alpha
    near = spare(abs(to_arb(order) - 1))
    with working_precision(current_bits() + spare(low) + spare(left) + near):
        if falls:
            value = rate_of(flat, high, left).union(rate_of(steep, low, right))
        else:
            value = rate_of(steep, low, left).union(rate_of(flat, high, right))
    return share(+value, what, order, divergence, rate)


def _check(order: Number, divergence: Number) -> None:
    if order <= 0:
        raise ValueError(f"the order of a Renyi divergence must be positive, got {order}")
    if divergence < 0:
        raise ValueError(f"a divergence must be at least 0, got {divergence}")


def _side(order: Number) -> bool:
    """Whether alpha > 1; a ball on both sides asks for more precision."""
    if order > 1:
        return True
    if order < 1 and order > 0:
        return False
    raise PrecisionTooLow("alpha is not certainly on one side of 1")


def _mp_divergence(order: MpNumber, p: MpNumber, q: MpNumber) -> MpNumber:
    total = mpmath.mpf(0)
    for x, y in ((p, q), (1 - p, 1 - q)):
        if x:
            total += x**order * y ** (1 - order)
    return mpmath.log(total) / (order - 1)


def _mp_tpr(order: MpNumber, divergence: MpNumber, rate: MpNumber) -> MpNumber:
    if rate >= 1 or (rate > 0 and -mpmath.log(rate) <= divergence):
        return mpmath.mpf(1)
    if rate == 0:
        return mpmath.mpf(0) if order > 1 else -mpmath.expm1((order - 1) * divergence / order)
    low, high = mpmath.mpf(rate), mpmath.mpf(1)
    for _ in range(mpmath.prec + 20):
        middle = (low + high) / 2
        low, high = (middle, high) if _mp_divergence(order, middle, rate) <= divergence else (low, middle)
    return low


__all__ = ["RenyiFPR", "RenyiRegion", "RenyiTPR", "divergence_of_coins"]
