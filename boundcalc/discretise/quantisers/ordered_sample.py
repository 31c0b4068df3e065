"""Numbers on a line without unit or origin: what quantisers are fitted on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from ...numeric.kinds import Array
from .values import finite, is_whole, numbers

_LARGE = 1e300  # from here on sums of two numbers may overflow


@dataclass(frozen=True)
class OrderedSample:
    """Sorted finite `numbers` with their `places`, number = origin + 2^exponent place, |place| < 1, origin the median.

    Squares of places neither overflow nor vanish, and a shift of all numbers does not blur their distances. `whole`
    numbers are integers beyond 2^53: their distances are taken before anything is rounded.
    """

    numbers: Array
    places: Array
    origin: float
    exponent: int
    whole: bool

    @classmethod
    def of(cls, values: ArrayLike) -> OrderedSample:
        """From an array of numbers; ValueError when none is finite."""
        x = finite(values)
        origin = x[len(x) // 2]
        if is_whole(x):
            whole = [int(number) - int(origin) for number in x.tolist()]
            exponent = max(abs(whole[0]), abs(whole[-1])).bit_length()
            places = np.array([gap / (1 << exponent) for gap in whole])
            return cls(x.astype(object), places, int(origin), exponent, True)
        x = x.astype(np.float64)
        # Powers of two are taken out before and after the difference: neither it nor its square can overflow.
        outer = math.frexp(_largest(x))[1]
        gaps = np.ldexp(x, -outer) - math.ldexp(float(origin), -outer)
        inner = math.frexp(_largest(gaps))[1]
        return cls(x, np.ldexp(gaps, -inner), float(origin), outer + inner, False)

    def number(self, place: float, up: bool = False) -> float:
        """The number at a place between the first and the last; if whole, the nearest integer or the next one `up`."""
        if self.whole:
            gap = Fraction(place) * (1 << self.exponent)
            return self.origin + (math.ceil(gap) if up else round(gap))
        if _largest(self.numbers) < _LARGE:
            return self.origin + math.ldexp(place, self.exponent) + 0.0
        return 2 * (self.origin / 2 + math.ldexp(place, self.exponent - 1)) + 0.0

    @property
    def spread(self) -> float:
        """The standard deviation of the numbers."""
        return math.ldexp(float(self.places.std()), self.exponent)


def _largest(x: Array) -> float:
    """The largest absolute value of a sorted array."""
    return max(abs(float(x[0])), abs(float(x[-1])))


def squared_error(values: ArrayLike, released: ArrayLike) -> float:
    """Mean of (x - y)^2 over the variance of x, where both are finite numbers: the same in every unit and origin."""
    x, y = numbers(values), numbers(released)
    if x.dtype.kind == y.dtype.kind == "f":
        keep = np.isfinite(x) & np.isfinite(y)
        outer = math.frexp(float(np.abs([x[keep], y[keep]]).max(initial=0)))[1]
        x, y = (np.ldexp(part[keep], -outer) for part in (x, y))
        errors, gaps = x - y, x - x[:1]
    else:  # differences of integers are exact
        pairs = [
            (a, b)
            for a, b in zip(x.tolist(), y.tolist(), strict=True)
            if a is not None and b is not None and math.isfinite(a) and math.isfinite(b)
        ]
        errors = np.array([float(a - b) for a, b in pairs])
        gaps = np.array([float(a - pairs[0][0]) for a, _ in pairs])
    if not len(errors):
        return 0.0
    unit = float(np.abs(gaps).max()) or 1.0
    return float(np.square(errors / unit).mean()) / (float((gaps / unit).var()) or 1.0)


def between(low: float, high: float) -> float:
    """A number edge with low < edge <= high, about in the middle of low < high: what separates them in `Cuts`."""
    if isinstance(low, int) and isinstance(high, int):
        return (low + high + 1) // 2
    middle = low / 2 + high / 2
    return middle if low < middle <= high else high
