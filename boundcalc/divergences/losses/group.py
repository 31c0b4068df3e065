"""Group privacy: several records, or a removal and an addition, by composing trade-off functions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from ...numeric import Enclosure
from ...numeric.enclose import enclose
from ...numeric.exact import shown
from ...numeric.kinds import NumberLike
from ...numeric.precision import check_digits
from .arguments import number, whole
from .privacy_loss import PrivacyLoss

_MOST = 64
_STEP = 1e-3
_ROUGH = 3
_EDGE = 1e-9
_TILT = 1e-4
_FARTHEST = 1000


@dataclass(frozen=True)
class GroupPrivacy:
    r"""A chain of data sets, each told from the one before by a pair that is known: what the ends say of each other.

    With r_j(alpha) the largest true-positive rate of step j, a test of the ends has at most ``r_k(...r_1(alpha))``
    (Dong, Roth and Su 2022), and

        E_gamma <= min over c_1 ... c_k = gamma of the sum over j of (c_(j+1) ... c_k) E_(c_j)(P_j||Q_j),

    which is the largest ``r_k(...r_1(alpha)) - gamma alpha`` by duality, since the r_j are concave. No less follows
    from the steps. Of k Gaussian steps mu comes k mu. `steps` lists 1 to 64 losses, from the law of the false positives
    to that of the true ones; both ends of every answer are guaranteed.

    >>> GroupPrivacy.of(PrivacyLoss.gaussian(2), 3).delta("1/2", digits=6).to_string(6)
    '0.431822...'
    """

    steps: tuple[PrivacyLoss, ...]

    def __post_init__(self) -> None:
        steps = self.steps
        if not isinstance(steps, list | tuple) or not 1 <= len(steps) <= _MOST:
            raise ValueError(f"steps must be a list of 1 to {_MOST} privacy losses, got {shown(steps)}")
        for step in steps:
            if not isinstance(step, PrivacyLoss):
                raise ValueError(f"steps must be privacy losses, got {shown(step)}")
        object.__setattr__(self, "steps", tuple(steps))

    @classmethod
    def of(cls, loss: PrivacyLoss, records: Any) -> GroupPrivacy:
        """`records` records at once, an integer from 1 to 64, each told by the same loss."""
        return cls((loss,) * whole("records", records, 1, _MOST))

    @classmethod
    def replaced(cls, removal: PrivacyLoss) -> GroupPrivacy:
        """The exchange of one record, from the loss of its removal: its addition is the reversed pair."""
        return cls((removal.reversed(), removal))

    def tpr(self, fpr: NumberLike, digits: int = 4) -> Enclosure:
        """The largest true positive rate of a test of the ends with this false positive rate in [0, 1]."""
        check_digits(digits)
        return self._rate(number("fpr", fpr, sp.Interval(0, 1)), digits)

    def _rate(self, alpha: sp.Expr, digits: int) -> Enclosure:
        first = self.steps[0].tpr(alpha, digits)
        low, high = first.lower, first.upper
        for step in self.steps[1:]:
            low, high = step.tpr(_unit(low), digits).lower, step.tpr(_unit(high), digits).upper
        return Enclosure(low, high)

    def advantage(self, digits: int = 4) -> Enclosure:
        """The total variation of the ends, at most."""
        return self.divergence(1, digits)

    def delta(self, epsilon: NumberLike, digits: int = 4) -> Enclosure:
        """The least delta that goes with epsilon."""
        return self.divergence(sp.exp(number("epsilon", epsilon, sp.S.Reals)), digits)

    def divergence(self, gamma: NumberLike, digits: int = 4) -> Enclosure:
        """The largest E_gamma of the ends, gamma > 0."""
        order = number("gamma", gamma, sp.Interval.open(0, sp.oo))
        check_digits(digits)
        if len(self.steps) == 1:
            return self.steps[0].divergence(order, digits)
        split = _Split(self.steps, order, digits + 2)
        high = split.best()
        # From below by one test, and the trivial ones.
        low = max(Fraction(0), Fraction((1 - enclose(order, digits + 6)).lower))
        for alpha in split.rates():
            test = self._rate(alpha, digits) - enclose(order * alpha, digits + 6)
            low = max(low, Fraction(test.lower))
        return Enclosure(min(low, Fraction(1)), min(high, Fraction(1)))

    def epsilon(self, delta: NumberLike, digits: int = 4) -> Enclosure:
        """The least epsilon >= 0 that goes with delta in (0, 1); infinity where none up to 1000 is known to be large
        enough."""
        wanted = number("delta", delta, sp.Interval.open(0, 1))
        check_digits(digits)
        goal = enclose(wanted, digits + 10)

        def small(epsilon: Fraction) -> bool:
            return self.delta(epsilon, digits).upper <= goal.lower

        def large(epsilon: Fraction) -> bool:
            return self.delta(epsilon, digits).lower > goal.upper

        if small(Fraction(0)):
            return Enclosure.point(0)
        low, high = Fraction(0), Fraction(1)
        while not small(high):
            if high > _FARTHEST:
                return Enclosure(0, math.inf)
            high *= 2
        while high - low > high / 10 ** (digits + 1):
            middle = Fraction(f"{float(low + high) / 2:.12g}")
            low, high = (low, middle) if small(middle) else (middle, high)
        # `high` is certain. Just below it delta is too large, but for what its own digits leave open.
        step = high / 10 ** (digits + 1)
        for _ in range(16):
            if high - step <= 0:
                break
            if large(high - step):
                return Enclosure(high - step, high)
            step *= 4
        return Enclosure(0, high)


class _Split:
    """A test of the ends, about the best one, and orders c_1 ... c_k = gamma: the slopes of the curves on its way."""

    def __init__(self, steps: tuple[PrivacyLoss, ...], gamma: sp.Expr, digits: int) -> None:
        self.steps, self.gamma, self.digits = steps, gamma, digits
        self._slope = float(enclose(gamma, 17))
        self.alpha = self._test()
        self.logs = self._slopes()

    def _rate(self, j: int, alpha: float) -> float:
        return float(self.steps[j].tpr(_unit(alpha), _ROUGH))

    def _test(self) -> float:
        """The largest r_k(...r_1(alpha)) - gamma alpha, a concave function."""
        from scipy.optimize import minimize_scalar

        def lack(logit: float) -> float:
            alpha = rate = 1 / (1 + math.exp(-logit))
            for j in range(len(self.steps)):
                rate = self._rate(j, rate)
            return self._slope * alpha - rate

        spots = [-30, -20, -14, *range(-10, 11, 2)]
        values = [lack(x) for x in spots]
        i = min(range(len(spots)), key=lambda i: values[i])
        around = spots[max(i - 1, 0)], spots[min(i + 1, len(spots) - 1)]
        found = minimize_scalar(lack, bounds=around, method="bounded", options={"xatol": 1e-7, "maxiter": 40})
        return 1 / (1 + math.exp(-float(found.x if found.fun < values[i] else spots[i])))

    def _slopes(self) -> list[float]:
        """Logarithms of slopes there: at a corner between those of the two sides, so that their product is gamma."""
        low: list[float] = []
        high: list[float] = []
        rate = self.alpha
        for j in range(len(self.steps)):
            step = _STEP * min(rate, 1 - rate)
            left, here, right = (self._rate(j, rate + move) for move in (-step, 0, step))
            for sides, rise in ((low, right - here), (high, here - left)):
                sides.append(math.log(max(rise, 1e-300)) - math.log(step))
            if rate < _EDGE:  # at an end of the curve every steeper, or flatter, line touches it
                high[-1] = -math.log(_EDGE)
            if 1 - rate < _EDGE:
                low[-1] = math.log(_EDGE)
            rate = min(max(here, 1e-12), 1 - 1e-12)
        goal, gap = math.log(self._slope) - sum(low), sum(high) - sum(low)
        share = goal / gap if gap > 0 else 0.0
        logs = [a + min(max(share, 0.0), 1.0) * (b - a) for a, b in zip(low, high, strict=True)]
        rest = (math.log(self._slope) - sum(logs)) / len(logs)
        return [x + rest for x in logs]

    def bound(self, logs: list[float]) -> Fraction | float:
        """The sum, certain for any orders: the first one makes up for the rounding of the others."""
        others = [sp.Rational(f"{math.exp(x):.15g}") for x in logs[1:]]
        orders = [self.gamma / sp.Mul(*others), *others]
        total, factor = Enclosure.point(0), Fraction(1)
        for step, order in zip(self.steps[::-1], orders[::-1], strict=True):
            total = total + factor * step.divergence(order, self.digits)
            if order.is_Rational:
                factor *= Fraction(int(order.p), int(order.q))
        return total.upper

    def best(self) -> Fraction | float:
        """About the least: orders moved one at a time to the foot of a parabola, while that lowers the sum."""
        found = self.bound(self.logs)
        for span in (_STEP, _STEP / 8):
            for j in range(1, len(self.logs)):

                def moved(x: float, j: int = j) -> list[float]:
                    return [self.logs[0] - x, *self.logs[1:j], self.logs[j] + x, *self.logs[j + 1 :]]

                below, above = (float(self.bound(moved(x))) for x in (-span, span))
                curvature = below + above - 2 * float(found)
                if curvature > 0:
                    place = moved(max(-4 * span, min(4 * span, span * (below - above) / (2 * curvature))))
                    value = self.bound(place)
                    if value < found:
                        self.logs, found = place, value
        return found

    def rates(self) -> list[sp.Rational]:
        """False positive rates of tests that are about the best: the one found, and where the first curve has the
        slope c_1."""
        c = math.exp(self.logs[0])
        ends = [sp.Rational(f"{c * math.exp(tilt):.15g}") for tilt in (-_TILT, _TILT)]
        heights = [float(self.steps[0].divergence(end, self.digits + 6)) for end in ends]
        return [_unit(self.alpha), _unit((heights[0] - heights[1]) / float(ends[1] - ends[0]))]


def _unit(x: Fraction | float) -> sp.Rational:
    exact = min(max(Fraction(x), Fraction(0)), Fraction(1))
    return sp.Rational(exact.numerator, exact.denominator)
