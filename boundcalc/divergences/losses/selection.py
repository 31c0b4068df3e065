"""Private selection: a private learner is run a random number of times, and only the best outcome is released."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from ...functions.privacy.renyi_profile import RenyiProfile
from ...numeric import Enclosure, evaluate
from ...numeric.enclose import enclose
from ...numeric.exact import shown
from ...numeric.kinds import NumberLike
from ...numeric.precision import check_digits
from .arguments import number
from .privacy_loss import PrivacyLoss

_ORDERS = ("11/10", "3/2", "2", "3", "4", "6", "8", "12", "16", "32", "64", "128", "256", "512")
_DELTAS = ("1/10", "1/100", "1e-4", "1e-6", "1e-9", "1e-12")
_LARGEST = 100


@dataclass(frozen=True)
class RepeatedSelection:
    r"""The best of K independent runs of a private learner, K drawn by itself: bounds on its Renyi divergences.

    `loss`: the pair of one run, for the neighbours that matter; its reverse counts too. K is known by `mean` alone, a
    Poisson number (0 releases nothing), or by `shape` eta > -1 and `gamma` in (0, 1), the truncated negative binomial
    law: geometric for eta = 1, logarithmic for eta = 0. Papernot and Steinke (2022) show for every order lam > 1 and
    inner >= 1 (Theorem 2)

        D_lam <= eps(lam) + (1 + eta)(1 - 1/inner) eps(inner) + (1 + eta) ln(1/gamma)/inner + ln(E K)/(lam - 1),

    eps(.) the Renyi divergences of one run, and for a Poisson number (Theorem 6), with delta(.) the profile of one run
    in both directions, ``D_lam <= x + ln(mean)/(lam - 1), x = eps(lam) + mean delta(ln(1 + 1/(lam-1)))``. Below a mean
    of 1 that leaves out that nothing may be released, with chance e^-mean under both laws, and is false (it falls below
    0): what their proof gives is ``D_lam <= ln(e^-mean + mean e^((lam-1) x))/(lam - 1)``. Cited. Raises ValueError for
    anything else.

    >>> best = RepeatedSelection(PrivacyLoss.gaussian(10), shape=1, gamma="1/10")
    >>> best.renyi(8, digits=4).to_string(4)
    '0.8067...'
    """

    loss: PrivacyLoss
    mean: Any = None
    shape: Any = None
    gamma: Any = None

    def __post_init__(self) -> None:
        if not isinstance(self.loss, PrivacyLoss):
            raise ValueError(f"loss must be a privacy loss, got {shown(self.loss)}")
        if (self.mean is None) == (self.shape is None) or (self.shape is None) != (self.gamma is None):
            raise ValueError("selection takes mean, or shape and gamma")
        domains = {"mean": sp.Interval.open(0, sp.oo), "shape": sp.Interval.open(-1, sp.oo)}
        for name in ("mean", "shape", "gamma"):
            if getattr(self, name) is not None:
                value = number(name, getattr(self, name), domains.get(name, sp.Interval.open(0, 1)))
                object.__setattr__(self, name, value)

    @property
    def runs(self) -> sp.Expr:
        """E K."""
        if self.mean is not None:
            return self.mean
        eta, gamma = self.shape, self.gamma
        if eta == 0:
            return (1 / gamma - 1) / sp.log(1 / gamma)
        return eta * (1 - gamma) / (gamma * (1 - gamma**eta))

    def _worst(self, ask: Callable[[PrivacyLoss], Enclosure]) -> Enclosure:
        return ask(self.loss).maximum(ask(self.loss.reversed()))

    def _single(self, order: sp.Expr, digits: int) -> Enclosure:
        """The Renyi divergence of one run."""
        known = self.__dict__.setdefault("_known", {})
        if (order, digits) not in known:
            known[order, digits] = self._worst(lambda loss: loss.renyi(order, digits))
        found: Enclosure = known[order, digits]
        return found

    def renyi(self, order: NumberLike, digits: int = 6) -> Enclosure:
        """An upper bound on the Renyi divergence of order > 1 in both directions, by the best inner order of a few; the
        Enclosure is of the bound, not of what it bounds."""
        lam = number("order", order, sp.Interval.open(1, sp.oo))
        check_digits(digits)
        own = self._single(lam, digits)
        spread = enclose(sp.log(self.runs) / (lam - 1), digits + 6)
        if self.mean is not None:
            delta = self._worst(lambda loss: loss.divergence(1 + 1 / (lam - 1), digits))
            some = own + enclose(self.mean, digits + 6) * delta
            return some + spread if self.mean >= 1 else self._few(lam, some, digits)
        bounds = []
        for inner in (lam, *map(sp.Rational, _ORDERS)):
            eps = self._single(inner, digits)
            share = enclose((1 + self.shape) * (1 - 1 / inner), digits + 6)
            rest = enclose((1 + self.shape) * sp.log(1 / self.gamma) / inner, digits + 6)
            bounds.append(own + share * eps + rest + spread)
        return min(bounds, key=lambda bound: float(bound.upper))

    def _few(self, lam: sp.Expr, some: Enclosure, digits: int) -> Enclosure:
        """ln(e^-mean + mean e^((lam-1) x))/(lam - 1) over x in `some`: it grows with x."""

        def total(x: Fraction | float) -> Enclosure:
            if isinstance(x, float):  # infinity
                return Enclosure.point(x)
            size = self.mean * sp.exp((lam - 1) * sp.Rational(x.numerator, x.denominator))
            return enclose(sp.log(sp.exp(-self.mean) + size) / (lam - 1), digits + 6)

        return Enclosure(total(some.lower).lower, total(some.upper).upper)

    def epsilon(self, delta: NumberLike) -> float:
        """An epsilon that goes with delta in (0, 1), from the Renyi bounds: ``D_lam + ln(1 - 1/lam) - ln(delta
        lam)/(lam - 1)`` (Canonne, Kamath, Steinke 2020), the least over a few orders; rounded up."""
        wanted = number("delta", delta, sp.Interval.open(0, 1))
        best = math.inf
        for order in map(sp.Rational, _ORDERS):
            change = sp.log(1 - 1 / order) - sp.log(wanted * order) / (order - 1)
            best = min(best, max(0.0, _up((self.renyi(order) + enclose(change, 12)).upper)))
        return best

    def profile(self) -> list[tuple[sp.Rational, sp.Rational]]:
        """Budgets (epsilon, delta) that hold together, in both directions: at epsilon = 0 and at those of a few deltas
        the least delta that the Renyi bounds of a few orders allow (see `RenyiProfile`).

        Raises ValueError where no moments are known, or where they allow everything.
        """
        orders = [sp.Rational(order) for order in _ORDERS]
        bounds = [(order, _up(self.renyi(order).upper)) for order in orders]
        known = [(order, sp.Rational(bound)) for order, bound in bounds if 0 < bound <= _LARGEST]
        spots = {0.0, *(self.epsilon(delta) for delta in map(sp.Rational, _DELTAS))}
        points = []
        for epsilon in map(sp.Rational, sorted(spot for spot in spots if spot < math.inf)):
            profiles = (evaluate(RenyiProfile(sp.Tuple(*budget), sp.exp(epsilon)), 4) for budget in known)
            delta = min((Fraction(profile.upper) for profile in profiles), default=Fraction(1))
            if delta < 1:
                points.append((epsilon, sp.Rational(delta.numerator, delta.denominator)))
        if not points:
            raise ValueError(f"no privacy profile follows for the best of {self.runs} runs of {self.loss}")
        return points


def _up(x: Any) -> float:
    value = float(x)
    return value if value >= x else math.nextafter(value, math.inf)
