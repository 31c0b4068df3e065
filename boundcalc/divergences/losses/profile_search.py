"""Everything that follows from a profile h(c) = E_Q (L - c)_+ + P(L = infinity) that is known in balls."""

from __future__ import annotations

import math
from collections.abc import Callable

from flint import arb

from ...numeric.ball import PrecisionTooLow
from ...numeric.precision import current_bits

_FARTHEST = 2.0**40


class Unknown(Exception):
    """This route does not lead to the answer; another one may."""


class BallProfile:
    """A convex falling profile with h(0) = 1, each value a ball around the true one: what a `SuffixSums` answers from
    one side, from both sides at once."""

    def profile(self, c: arb) -> arb:
        """h(c), c > 0."""
        raise NotImplementedError

    def infinite_mass(self) -> arb:
        """P(L = infinity), the limit of the profile."""
        return arb(0)

    def near(self, wanted: float, slope: bool) -> float | None:
        """About the ln c at which h (or with `slope` -h') is wanted, when a float can tell."""
        return None

    def mixture(self, rise: arb, drop: arb, root: arb, begin: arb) -> arb:
        """E_Q (rise L - drop - root sqrt L)_+ with L = infinity at the rate `rise`; it is 0 up to L = `begin`."""
        raise Unknown

    def order(self, delta: arb) -> arb:
        """The least c >= 0 with h(c) <= delta, 0 < delta < 1; infinity when there is none."""
        infinite = self.infinite_mass()
        if infinite > delta:
            return arb.pos_inf()
        if not infinite < delta:
            raise Unknown
        least = arb(2) ** -current_bits()
        low, high = _bracket(lambda t: self.profile(t.exp()) - delta, self.near(_float(delta), False), least)
        return low.exp().union(high.exp())

    def rate(self, alpha: arb) -> arb:
        """min over c >= 0 of f(c) = h(c) + c alpha: the largest true positive rate at this false positive rate.

        f is convex. Chords that fall left of c0 and rise right of it bound it from below in between: only by the
        product of their slopes and the distance.
        """
        if alpha == 0:
            return self.infinite_mass()
        if alpha == 1:
            return arb(1)
        if not 0 < alpha < 1:
            raise PrecisionTooLow(f"a false positive rate of {alpha}")
        gap = arb(2) ** -(current_bits() // 3)

        def value(t: arb) -> arb:
            return self.profile(t.exp()) + t.exp() * alpha

        def fall(t: arb) -> arb:
            return value(t) - value(t + gap)

        low, high = _bracket(fall, self.near(_float(alpha), True), gap)
        high = high.max(low + gap)
        (x, x1), (y, y1) = (low.exp(), (low + gap).exp()), (high.exp(), (high + gap).exp())
        fx, fx1, fy, fy1 = (self.profile(c) + c * alpha for c in (x, x1, y, y1))
        left, right = (fx1 - fx) / (x1 - x), (fy1 - fy) / (y1 - y)
        least = (fx1 + left.min(arb(0)) * (y1 - x1)).min(fy - right.max(arb(0)) * (y - x))
        most = fx.min(fx1).min(fy).min(fy1)
        return arb(least.lower()).union(arb(most.upper()))


def _float(x: arb) -> float:
    return float(x.mid())


def _bracket(f: Callable[[arb], arb], near: float | None, least: arb) -> tuple[arb, arb]:
    """(a, b) with f(a) > 0 >= f(b) or nearly so, f falling: as close as the balls can tell, certain in any case."""
    low, high, step = (arb(near), arb(near), arb(2) ** -24) if near is not None else (arb(0), arb(0), arb(1))
    f_low = f_high = f(low)
    while not f_low > 0:
        low, step = low - step, step * 4
        f_low = f(low)
        if abs(float(low)) > _FARTHEST:
            raise PrecisionTooLow("no point certainly on the left")
    step = arb(2) ** -24 if near is not None else arb(1)
    while not f_high < 0:
        if f_high == 0 and high > low:
            break
        high, step = high + step, step * 4
        f_high = f(high)
        if abs(float(high)) > _FARTHEST:
            raise PrecisionTooLow("no point certainly on the right")
    share = 2  # the next two spots lie 2^-share of the width to either side of the chord's root
    while high - low > least * (1 + abs(high)):
        width, slope = high - low, f_low - f_high
        at = low + width * (f_low / slope) if slope > 0 else (low + high) / 2
        if not (low < at and at < high):
            at = (low + high) / 2
        margin = width * arb(2) ** -share
        for spot in (arb((at - margin).mid()), arb((at + margin).mid())):
            if not (low < spot and spot < high):
                continue
            value = f(spot)
            if value > 0:
                low, f_low = spot, value
            elif value < 0:
                high, f_high = spot, value
        left = high - low
        if left < width * arb(2) ** (1 - share) * 2:
            share *= 2
        elif share > 2:
            share //= 2
        elif not left < width * 0.75:
            break
    return low, high


def log_of(c: arb) -> float:
    """ln c in floats, whatever its size."""
    value = float(c.log().mid()) if c.is_finite() and c > 0 else math.nan
    return value
