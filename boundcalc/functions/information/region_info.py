"""The largest leakage and the trade-off curve of pairs of laws of a given relative entropy (T-REGION)."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

from ...numeric.ball import Number
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._bracket import bracket
from ..node import Node, at_least_one, share
from ._spans import ends, spare

_LARGE = 1000
"""Nats beyond which only 1 - e^-I is told from 1."""


class InformationRegion(Node):
    r"""``sup Delta_gamma(P, Q)`` over all pairs of laws with KL(P||Q) <= I nats.

    Every test has d(TPR||FPR) <= I (data processing), d the relative entropy of two coins, and two coins are such a
    pair: ``sup_q p(q) - gamma q`` with p(q) = max{p: d(p||q) <= I} for gamma >= 1, and (that - 1 + gamma)/gamma for
    gamma < 1. With l > 0, w = e^l - 1, q = 1/(gamma l) - 1/w, p = q e^l/(1 + q w), E = p - gamma q, the supremum is E
    where d(p||q) = I. Any l proves both ends: E from below if d(p||q) <= I, and E + (I - d(p||q))/l from above, since
    l p <= d(p||q) + ln(1 + q w). I >= 0, gamma > 0.

    >>> import sympy as sp
    >>> InformationRegion(sp.Rational(1, 2), 1).evalf(8)  # Pinsker: 1/2
    0.48556679
    """

    nargs = 2
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        information, gamma = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}\left(\mathrm{{KL}} \leq {information}\right)"

    def _ball(self, information: Number, gamma: Number) -> Number:
        if information < 0:
            raise ValueError(f"information must be at least 0, got {information}")
        if isinstance(information, fmpq) and information == 0:
            return fmpq(0)
        above = at_least_one(gamma)
        low, high = ends(information), ends(gamma)
        with working_precision(current_bits() + spare(low[0]) + spare(high[1])):
            # The supremum grows with I, and away from gamma = 1 it falls.
            least = _supremum(low[0], high[1] if above else high[0], above)
            most = _supremum(low[1], high[0] if above else high[1], above)
            value = least.union(most)
        return share(+value, "the largest Delta of an information", information, gamma)

    def _mpmath(self, information: MpNumber, gamma: MpNumber) -> MpNumber:
        if information == 0:
            return mpmath.mpf(0)
        with mpmath.workprec(3 * mpmath.prec):
            low, high = mpmath.mpf(2) ** -mpmath.prec, mpmath.mpf(2) ** mpmath.prec
            for _ in range(2 * mpmath.prec):  # the logarithm of the multiplier, by halves
                middle = mpmath.sqrt(low * high)
                q = 1 / (gamma * middle) - 1 / mpmath.expm1(middle)
                p = q / (q + (1 - q) * mpmath.exp(-middle))
                enough = 0 < q < 1 and 0 < p < 1 and _mp_divergence(p, q) >= information
                low, high = (low, middle) if enough else (middle, high)
                best = p - gamma * q
        return best if gamma >= 1 else (best - 1 + gamma) / gamma


class InformationTPR(Node):
    r"""``max{p: d(p||a) <= I}``: the largest true-positive rate at the false-positive rate a, for KL(P||Q) <= I nats.

    >>> import sympy as sp
    >>> InformationTPR(sp.Rational(1, 100), sp.Rational(1, 1000)).evalf(6)
    0.00816211
    """

    nargs = 2
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        information, rate = map(printer._print, self.args)
        return rf"\mathrm{{TPR}}\left({rate}; \mathrm{{KL}} \leq {information}\right)"

    def _ball(self, information: Number, rate: Number) -> Number:
        return _monotone(_highest, information, rate, "a true-positive rate")

    def _mpmath(self, information: MpNumber, rate: MpNumber) -> MpNumber:
        return _mp_tpr(information, rate)


class InformationFPR(Node):
    r"""``min{q: d(b||q) <= I}``: the smallest false-positive rate at the true-positive rate b, for KL(P||Q) <= I nats.

    >>> import sympy as sp
    >>> InformationFPR(sp.Rational(1, 2), 1).evalf(10)  # e^(-1/2)
    0.6065306597
    """

    nargs = 2
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        information, rate = map(printer._print, self.args)
        return rf"\mathrm{{FPR}}\left({rate}; \mathrm{{KL}} \leq {information}\right)"

    def _ball(self, information: Number, rate: Number) -> Number:
        return _monotone(_lowest, information, rate, "a false-positive rate")

    def _mpmath(self, information: MpNumber, rate: MpNumber) -> MpNumber:
        if rate == 1:
            return mpmath.exp(-information)
        low, high = mpmath.mpf(0), mpmath.mpf(rate)
        for _ in range(4 * mpmath.prec):
            middle = (low + high) / 2
            low, high = (low, middle) if _mp_divergence(rate, middle) <= information else (middle, high)
        return high


def _supremum(information: arb, gamma: arb, above: bool) -> arb:
    """The supremum at exact arguments, from a multiplier l near the best one: any l proves its two ends."""
    if information == 0:
        return arb(0)
    if information > _LARGE:  # p = 1, q = e^-I is such a pair
        return (1 - (-information).exp() * gamma.max(arb(1))).union(arb(1))

    def excess(multiplier: arb) -> arb:
        q, divergence, _ = _coins(multiplier, gamma, above)
        if q <= 0 or q >= 1:  # the multiplier is too small for two coins: the same sign, without a jump
            return q.min(1 - q) - information
        return divergence - information if q > 0 and q < 1 else arb(0, 1)

    low, high = arb(fmpq(1, 2)), arb(1)
    while not excess(high) > 0 and high < arb(2) ** (4 * _LARGE):
        high *= 2
    while not excess(low) < 0 and low > arb(2) ** -(4 * current_bits()):
        low /= 2
    left, right = bracket(excess, low, high)
    q, divergence, value = _coins(left, gamma, above)
    allowed = q >= 0 and q <= 1 and divergence <= information
    lower = value if allowed else arb(0)
    scale = 1 if above else gamma
    upper = arb(1)
    for multiplier in (left, right):
        _, divergence, value = _coins(multiplier, gamma, above)
        bound = value + (information - divergence) / (multiplier * scale)
        if bound.is_finite():
            upper = upper.min(bound)
    return lower.union(upper)


def _coins(multiplier: arb, gamma: arb, above: bool) -> tuple[arb, arb, arb]:
    """(q, d(p||q), Delta of the coins p and q), p and q the best for this multiplier; e^-l keeps large l in range."""
    small = (-multiplier).exp()
    rest = 1 - small
    q = 1 / (gamma * multiplier) - small / rest
    miss = gamma * multiplier * small / rest**2 - small / rest  # 1 - p
    divergence = -multiplier * miss - rest.log() + (gamma * multiplier).log()
    return q, divergence, 1 - miss - gamma * q if above else 1 - q - miss / gamma


def divergence_of_coins(p: arb, q: arb) -> arb:
    """d(p||q), 0 < q < 1."""
    out = arb(0)
    for x, y in ((p, q), (1 - p, 1 - q)):
        if x != 0:
            out += x * (x / y).log()
    return out


def _highest(information: arb, rate: arb) -> arb:
    """The largest p: d(p||a) grows from a on."""
    if rate <= 0 or information <= 0:
        return rate
    if rate >= 1 or -rate.log() <= information:
        return arb(1)
    low, high = bracket(lambda p: divergence_of_coins(p, rate) - information, rate, arb(1))
    return low.union(high)


def _lowest(information: arb, rate: arb) -> arb:
    """The smallest q: d(b||q) falls up to b."""
    if rate <= 0 or information <= 0:
        return rate
    if rate >= 1:
        return (-information).exp()
    low = rate / 2
    while not divergence_of_coins(rate, low) > information:
        low = low * low if low < fmpq(1, 2) else low / 2
        if low < arb(2) ** -(1 << 20):
            return arb(0).union(low)
    low, high = bracket(lambda q: information - divergence_of_coins(rate, q), low, rate)
    return low.union(high)


def _monotone(rate_of: Callable[[arb, arb], arb], information: Number, rate: Number, what: str) -> Number:
    """`rate_of` on balls: it is monotone in both arguments."""
    if information < 0:
        raise ValueError(f"information must be at least 0, got {information}")
    if isinstance(rate, fmpq) and (rate == 0 or (isinstance(information, fmpq) and information == 0)):
        return rate
    (low, high), (left, right) = ends(information), ends(rate)
    left, right = left.max(arb(0)), right.min(arb(1))
    falls = rate_of is _lowest  # with the information
    with working_precision(current_bits() + spare(low) + spare(left)):
        value = rate_of(high if falls else low, left).union(rate_of(low if falls else high, right))
    return share(+value, what, information, rate)


def _mp_divergence(p: MpNumber, q: MpNumber) -> MpNumber:
    first = p * mpmath.log(p / q) if p else mpmath.mpf(0)
    return first + ((1 - p) * mpmath.log((1 - p) / (1 - q)) if p != 1 else 0)


def _mp_tpr(information: MpNumber, rate: MpNumber) -> MpNumber:
    if rate == 0 or rate >= 1:
        return mpmath.mpf(rate)
    if -mpmath.log(rate) <= information:
        return mpmath.mpf(1)
    low, high = mpmath.mpf(rate), mpmath.mpf(1)
    for _ in range(mpmath.prec + 20):
        middle = (low + high) / 2
        low, high = (middle, high) if _mp_divergence(middle, rate) <= information else (low, middle)
    return low


__all__ = ["InformationFPR", "InformationRegion", "InformationTPR", "divergence_of_coins"]
