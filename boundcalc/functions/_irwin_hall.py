r"""The density of a sum of k uniform variables, centred, in balls: an even function, falling away from 0.

Small k: polynomials between the knots, u the distance from the end of the support,
``f = sum_{j <= i} (-1)^j C(k, j) (u - j)^{k-1} / (k-1)!`` on i <= u <= i+1, as exact rationals. Large k: the cosine
series of period L, ``f = (1 + 2 sum_j sinc(pi j/L)^k cos(2 pi j y/L)) / L``, expanded in powers on short
intervals, an error bound beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import comb, factorial

from flint import acb, acb_poly, arb, arb_poly, fmpq, fmpq_poly

from ..numeric.ball import NoBallEvaluation
from ..numeric.precision import current_bits

_MOST_TERMS = 20_000


class Piece:
    """f on an interval as a polynomial in t = side (y - middle); extended analytically."""

    def __init__(self, middle: arb, side: int, f: arb_poly, primitive: arb_poly, start: arb) -> None:
        self._middle, self._side, self._start = middle, side, start
        self._f, self._df, self._primitive = f, f.derivative(), primitive

    def _t(self, y: acb | arb) -> acb | arb:
        return self._side * (y - self._middle)

    def value(self, y: acb | arb) -> acb | arb:
        """f(y) on a ball."""
        return _on(self._f, self._t(y))

    def slope(self, y: acb | arb) -> acb | arb:
        """f'(y) on a ball."""
        return self._side * _on(self._df, self._t(y))

    def area(self, y: acb | arb) -> acb | arb:
        """The integral of f from 0, for y >= 0 (odd in y)."""
        return self._start + self._side * _on(self._primitive, self._t(y))


def _on(f: arb_poly, x: acb | arb) -> acb | arb:
    """f on a ball, by its expansion around the middle: nothing is lost to cancellation between the powers."""
    if x.is_exact():
        return f(x)
    middle = x.mid()
    shift = acb_poly([middle, 1]) if isinstance(x, acb) else arb_poly([middle, 1])
    return (acb_poly(f) if isinstance(x, acb) else f)(shift)(x - middle)


class Density(ABC):
    """The density f of S_k - k/2."""

    error: arb
    """|f - what the pieces say|, and the same for the areas, is at most this on the stretch that was asked for."""

    def __init__(self, k: int) -> None:
        self.k = k
        self._pieces: dict[int, Piece] = {}

    @property
    @abstractmethod
    def knots(self) -> list[fmpq]:
        """Where one piece ends and the next begins, y >= 0, rising."""

    @abstractmethod
    def _index(self, y: arb) -> int:
        """Which piece holds the exact y >= 0."""

    @abstractmethod
    def _piece(self, i: int) -> Piece:
        """Make a piece."""

    def at(self, y: arb) -> Piece:
        """The piece that holds the exact y >= 0."""
        i = self._index(y)
        if i not in self._pieces:
            self._pieces[i] = self._piece(i)
        return self._pieces[i]

    def value(self, y: arb) -> arb:
        """f(|y|) on a thin ball."""
        return self.at(abs(y).mid()).value(abs(y))


class Splines(Density):
    """Polynomials between the knots; no error."""

    def __init__(self, k: int) -> None:
        super().__init__(k)
        self.error = arb(0)

    @property
    def knots(self) -> list[fmpq]:
        return [fmpq(self.k - 2 * i, 2) for i in range(self.k // 2, -1, -1)]

    def _index(self, y: arb) -> int:
        # Beyond the support, and next to a knot, the nearest piece.
        i = int((self.k / arb(2) - y).mid().floor().unique_fmpz())
        return min(max(i, 0), self.k - 1)

    def _piece(self, i: int) -> Piece:
        total = fmpq_poly([0])
        for j in range(i + 1):
            total += (-1) ** j * comb(self.k, j) * fmpq_poly([fmpq(2 * (i - j) + 1, 2), 1]) ** self.k
        beyond = total / factorial(self.k)  # P(S_k - k/2 > y)
        middle = arb(fmpq(self.k - 2 * i - 1, 2))
        return Piece(middle, -1, arb_poly(beyond.derivative()), arb_poly(beyond), arb(1) / 2)

    def value(self, y: arb) -> arb:
        return arb(0) if 2 * abs(y) >= self.k else super().value(y)


class Series(Density):
    """The cosine series, for |y| <= span, to about the goal."""

    def __init__(self, k: int, span: arb, goal: arb) -> None:
        super().__init__(k)
        self._span = span.upper()
        # The density at y is at most exp(-6 (|y| - 1/2)^2/k): the uniform law is strictly sub-Gaussian. So the copies
        # that the period adds are below 4 goal.
        period = (span + (-k * goal.log() / 6).sqrt() + 2).upper()
        last = self._last(period, goal)
        if last > _MOST_TERMS:
            raise NoBallEvaluation(f"a series of {last} terms for the sum of {k} uniform data")
        self._step = 2 * arb.pi() / period
        sincs = ((self._step * j / 2).sinc() ** k for j in range(1, last + 1))
        self._terms = [(self._step * j, 2 * c / period) for j, c in enumerate(sincs, 1)]
        self._mean = 1 / period
        # Short intervals, a power of 2 next to half the standard deviation.
        size = (k // 12).bit_length() // 2 - 1
        self._width = fmpq(2) ** size
        half = arb(self._width) / 2
        self._order, rest = 0, arb(1)
        while rest > goal and self._order < 10 * current_bits():
            self._order += 4
            rest = self._highest(self._order) * half**self._order / arb(self._order + 1).gamma()
        self.error = ((4 * goal + 2 / period * self._left_out(last, period) + rest) * (1 + half)).upper()

    def _highest(self, order: int) -> arb:
        """A bound on the derivative of this order (at least 1)."""
        return sum((abs(c) * w**order for w, c in self._terms), arb(0)).upper()

    @property
    def knots(self) -> list[fmpq]:
        count = int((self._span / arb(self._width)).ceil().unique_fmpz())
        return [self._width * i for i in range(count + 1)]

    def _index(self, y: arb) -> int:
        return int((y / arb(self._width)).mid().floor().unique_fmpz())

    def _piece(self, i: int) -> Piece:
        middle = arb(self._width * (2 * i + 1) / 2)
        waves = [(w, c * acb(0, w * middle).exp()) for w, c in self._terms]
        start = self._mean * middle + sum(((wave / w).imag for w, wave in waves), arb(0))
        coefficients = []
        for order in range(self._order):
            total = sum((wave for _, wave in waves), acb(0)).real
            coefficients.append((total + (self._mean if order == 0 else 0)) / arb(order + 1).gamma())
            waves = [(w, wave * acb(0, w)) for w, wave in waves]
        f = arb_poly(coefficients)
        return Piece(middle, 1, f, f.integral(), start)

    def _last(self, period: arb, goal: arb) -> int:
        """How many terms leave less than about the goal out."""
        size = period / goal
        cut = (24 * size.log() / self.k).sqrt()
        last = int((cut * period / (2 * arb.pi())).upper().ceil().unique_fmpz())
        if not self._left_out(last, period) <= period * goal:
            cut = 2 * (size * (1 + period)) ** (arb(1) / self.k)
            last = int((cut * period / (2 * arb.pi())).upper().ceil().unique_fmpz())
        return max(last, 2)

    def _left_out(self, last: int, period: arb) -> arb:
        """A bound on the sum of |sinc(t/2)|^k over the later t = 2 pi j/period.

        sin x / x <= exp(-x^2/6) up to pi, and 1/x everywhere.
        """
        t, k = 2 * arb.pi() * (last + 1) / period, self.k

        def far(first: arb) -> arb:
            return (2 / first) ** k * (1 + first * period / (2 * arb.pi() * (k - 1)))

        turn = 2 * arb.pi()
        if t > turn:
            return far(t).upper()
        return ((1 + period) * (-k * t * t / 24).exp() + far(turn)).upper()


def density(k: int, span: arb, goal: arb) -> Density:
    """f for S_k - k/2 on |y| <= span, from splines or a series, whichever is shorter."""
    return Splines(k) if k <= max(24, current_bits() // 6) else Series(k, span, goal)


__all__ = ["Density", "Piece", "density"]
