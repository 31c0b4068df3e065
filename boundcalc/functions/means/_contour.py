r"""Certified contour integrals by the trapezoidal rule, in balls.

A `Contour` is a family of curves with a parameter a, each run through by u in R, such that the integrand f(u - i a) is
analytic where no pole lies between; its real part is even in u. The trapezoidal rule then errs by at most
(N(a+b) + N(a-b)) / (e^{2 pi b/h} - 1), N(a) the integral of the modulus along the curve a (Trefethen and Weideman
2014, theorem 5.1). The modulus falls as |u| grows, at a logarithmic rate of at least `rate`, which itself grows: this
bounds N and everything beyond the last node. a, b, h are chosen in floats, which affects the width of the result only.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

from flint import arb

from ...numeric.ball import PrecisionTooLow
from ...numeric.precision import current_bits

Strip = tuple[float, float]
"""The interval of parameters a on one side of, or between, poles."""

_MAX_NODES = 2_000_000
_LOG2 = math.log(2)


class Contour(ABC):
    """An integrand on its family of curves; see the head of this file for what the methods promise."""

    @abstractmethod
    def log_size(self, a: float) -> float:
        """About log |f| at u = 0: convex on a strip, inf at its poles. A plan only."""

    @abstractmethod
    def fall(self, a: float, u: float) -> float:
        """About log |f(0)| - log |f(u)| on curve a. A plan only."""

    @abstractmethod
    def value(self, a: arb, u: arb) -> arb:
        """The real part of f."""

    @abstractmethod
    def modulus(self, a: arb, u: arb) -> arb:
        """|f|, or a bound on it: non-increasing in u >= 0."""

    @abstractmethod
    def rate(self, a: arb, u: arb) -> arb:
        """A lower bound on -d/du log |f|, non-decreasing in u >= 0."""

    @abstractmethod
    def connected(self, a: arb, edge: arb) -> bool:
        """Whether certainly f is analytic between the two curves and the bounds hold on both."""

    def _plan(self, strip: Strip, bits: int) -> tuple[float, float, float, float]:
        """(a, b, h, T): centre and half-width in a, step, and where to stop."""
        low, high = strip
        x, y = low, high
        for _ in range(150):
            third = (y - x) / 3
            x, y = (x, y - third) if self.log_size(x + third) < self.log_size(y - third) else (x + third, y)
        best = (x + y) / 2
        room = bits * _LOG2
        level = self.log_size(best) + room
        # A little inside, so that rounding cannot put an edge on a pole.
        left, right = (_edge(self.log_size, best, end, level) * 0.99 + best * 0.01 for end in strip)
        a, b = (left + right) / 2, (right - left) / 2
        h = 2 * math.pi * b / (2 * room + 12)
        stop = h
        while stop < 1e7 * h and self.fall(a, stop) < room + 12:
            stop *= 1.05
        return a, b, h, stop

    def _beyond(self, a: arb, u: arb) -> arb:
        """A bound on the integral of |f| from u to infinity."""
        rate = self.rate(a, u)
        if not rate > 0:
            raise PrecisionTooLow("the contour integral has no certain decay")
        return (self.modulus(a, u) / rate).upper()

    def integral(self, strip: Strip) -> arb:
        """int f du over R on any curve of the strip."""
        centre, half, step, stop = self._plan(strip, current_bits() + 10)
        if not (half > 0 and step > 0 and stop / step < _MAX_NODES):
            raise PrecisionTooLow("the contour integral needs too many nodes")
        a, h = arb(centre), arb(_short(step))
        count = int(stop / float(h)) + 2
        total = self.value(a, arb(0)) / 2
        for j in range(1, count):
            total += self.value(a, h * j)
        end = h * (count - 1)
        error = 2 * self._beyond(a, end)  # the nodes left out: their sum is below the integral of a falling function
        growth = (2 * arb.pi() * arb(half) / h).exp() - 1
        for edge in (a - arb(half), a + arb(half)):
            if not self.connected(a, edge):
                raise PrecisionTooLow("the contour is too close to a pole")
            error += 2 * (self.modulus(edge, arb(0)) * end + self._beyond(edge, end)).upper() / growth
        return 2 * h * total + arb(0, error.upper())


def same_side(x: arb, y: arb) -> bool:
    """Whether x and y certainly have the same sign."""
    return bool(x > 0 and y > 0) or bool(x < 0 and y < 0)


def _short(x: float) -> float:
    """x rounded down to 20 bits, so that its multiples are exact."""
    mantissa, exponent = math.frexp(x)
    return math.ldexp(math.floor(mantissa * (1 << 20)), exponent - 20)


def _edge(size: Callable[[float], float], best: float, limit: float, level: float) -> float:
    """Towards `limit`, about the last parameter of a size below `level`."""
    x, y = best, limit
    for _ in range(60):
        middle = (x + y) / 2
        x, y = (middle, y) if size(middle) <= level else (x, middle)
    return x
