r"""The density of a sum of k uniform variables, centred, in balls: an even function, falling away from 0.

Small k: polynomials between the knots, u the distance from the end of the support,
``f = sum_{j <= i} (-1)^j C(k, j) (u - j)^{k-1} / (k-1)!`` on i <= u <= i+1, as exact rationals. Large k: the cosine
series of period L, ``f = (1 + 2 sum_j sinc(pi j/L)^k cos(2 pi j y/L)) / L``, expanded in powers on short
intervals, an error bound beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from math import comb, factorial

from flint import arb, arb_mat, arb_poly, fmpq, fmpq_poly

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow
from ...numeric.precision import current_bits

_MOST_TERMS = 20_000


class LocalPolynomial:
    """f on low <= y <= high as a polynomial in t = side (y - origin), continued beyond.

    `error` bounds the distance from f there.
    """

    def __init__(
        self, ends: tuple[fmpq, fmpq], origin: arb, side: int, f: arb_poly, primitive: arb_poly, start: arb, error: arb
    ) -> None:
        (self.low, self.high), self.error = ends, error
        self._origin, self._side, self._start = origin, side, start
        self._f, self._df, self._primitive = f, f.derivative(), primitive

    def _t(self, y: arb) -> arb:
        return self._side * (y - self._origin)

    def value(self, y: arb) -> arb:
        """f(y) on a ball."""
        return _on(self._f, self._t(y))

    def near(self, y: arb) -> arb:
        """A ball for f itself, with room: what it is certainly above or below, the polynomial is too."""
        return self.value(y) + arb(0, (2 * self.error).upper())

    def slope(self, y: arb) -> arb:
        """f'(y) on a ball."""
        return self._side * _on(self._df, self._t(y))

    def tail(self, y: arb) -> arb:
        """The integral of f beyond y."""
        return self._start - self._side * _on(self._primitive, self._t(y))

    def around(self, middle: arb, scale: Number = 1) -> arb_poly:
        """f(middle + scale s) as a polynomial in s."""
        return self._f(arb_poly([self._t(middle), self._side * scale]))

    def tail_around(self, middle: arb, scale: Number = 1) -> arb_poly:
        """The integral of f beyond middle + scale s as a polynomial in s."""
        return self._start - self._side * self._primitive(arb_poly([self._t(middle), self._side * scale]))

    def times(self, factor: arb) -> LocalPolynomial:
        """The same for factor f."""
        parts = (x * factor for x in (self._f, self._primitive, self._start, self.error))
        return LocalPolynomial((self.low, self.high), self._origin, self._side, *parts)


def _on(f: arb_poly, x: arb) -> arb:
    """f on a ball, by its expansion around the middle: nothing is lost to cancellation between the powers."""
    if x.is_exact():
        return f(x)
    middle = x.mid()
    return f(arb_poly([middle, 1]))(x - middle)


def rational(x: arb) -> fmpq:
    """An exact ball as the rational that it is."""
    man, exp = x.man_exp()
    return fmpq(man) * fmpq(2) ** int(exp)


class Density(ABC):
    """The density f of S_k - k/2: even, falling away from 0."""

    error: arb
    """|f - what the pieces say|, and the same for the tails, is at most this on the stretch that was asked for."""

    def __init__(self, k: int) -> None:
        self.k = k
        self._pieces: dict[int, LocalPolynomial] = {}

    @property
    @abstractmethod
    def knots(self) -> list[fmpq]:
        """Where one piece ends and the next begins, y >= 0, rising."""

    @abstractmethod
    def _index(self, y: fmpq) -> int:
        """Which piece holds y >= 0."""

    @abstractmethod
    def _piece(self, i: int) -> LocalPolynomial:
        """Make a piece."""

    def at(self, y: arb | fmpq) -> LocalPolynomial:
        """The piece that holds the exact y >= 0."""
        i = self._index(y if isinstance(y, fmpq) else rational(y))
        if i not in self._pieces:
            self._pieces[i] = self._piece(i)
        return self._pieces[i]

    def value(self, y: arb) -> arb:
        """f(y) on a ball, however wide: f falls as |y| grows."""
        return self._falling(lambda x: self.at(x).near(x), abs(y))

    def tail(self, y: arb) -> arb:
        """P(S_k - k/2 > y) on a ball, however wide."""
        tail = self._falling(lambda x: self.at(x).tail(x) if x >= 0 else 1 - self.at(-x).tail(-x), y)
        return tail + arb(0, self.error)

    def _falling(self, f: Callable[[arb], arb], y: arb) -> arb:
        return f(y) if y.is_exact() else f(y.lower()).union(f(y.upper()))


class Splines(Density):
    """Polynomials between the knots; no error."""

    def __init__(self, k: int) -> None:
        super().__init__(k)
        self.error = arb(0)

    @property
    def knots(self) -> list[fmpq]:
        return [fmpq(self.k - 2 * i, 2) for i in range(self.k // 2, -1, -1)]

    def _index(self, y: fmpq) -> int:
        return max(int((fmpq(self.k, 2) - y).floor()), -1)

    def _piece(self, i: int) -> LocalPolynomial:
        # From the upper end: the densities keep their digits towards the end of the support.
        high = fmpq(self.k - 2 * i, 2)
        total = fmpq_poly([0])
        for j in range(i + 1):
            total += (-1) ** j * comb(self.k, j) * fmpq_poly([i - j, 1]) ** self.k
        beyond = total / factorial(self.k)  # P(S_k - k/2 > y); 0 beyond the support
        f, primitive = arb_poly(beyond.derivative()), arb_poly(beyond)
        return LocalPolynomial((high - 1, high), arb(high), -1, f, primitive, arb(0), self.error)


class CosineSeries(Density):
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
        rows, factor = [], [arb(1)] * last
        for m in range(self._order):  # w^m/m!
            rows.append(factor)
            factor = [x * w / (m + 1) for x, (w, _) in zip(factor, self._terms, strict=True)]
        self._powers = arb_mat(rows)
        self.error = ((4 * goal + 2 / period * self._left_out(last, period) + rest) * (1 + half)).upper()

    def _highest(self, order: int) -> arb:
        """A bound on the derivative of this order (at least 1)."""
        return sum((abs(c) * w**order for w, c in self._terms), arb(0)).upper()

    @property
    def knots(self) -> list[fmpq]:
        count = int((rational(self._span) / self._width).floor())
        return [self._width * i for i in range(count + 1)]

    def _index(self, y: fmpq) -> int:
        if not arb(y) <= self._span:
            raise PrecisionTooLow("a density beyond the stretch that was asked for")
        return int((y / self._width).floor())

    def _piece(self, i: int) -> LocalPolynomial:
        low = self._width * i
        middle = arb(low + self._width / 2)
        # f = 1/period + sum c cos(w y): the derivatives are those of the cosine at w middle.
        angles = [(w * middle).sin_cos() for w, _ in self._terms]
        waves = [[c * cosine, -c * sine] for (_, c), (sine, cosine) in zip(self._terms, angles, strict=True)]
        start = self._mean * middle + sum(
            (c / w * sine for (w, c), (sine, _) in zip(self._terms, angles, strict=True)), arb(0)
        )
        sums = self._powers * arb_mat(waves)
        # cos, -sin, -cos, sin, ...
        coefficients = [sums[m, m % 2] * (1 if m % 4 < 2 else -1) for m in range(self._order)]
        coefficients[0] += self._mean
        f = arb_poly(coefficients)
        return LocalPolynomial((low, low + self._width), middle, 1, f, f.integral(), arb(1) / 2 - start, self.error)

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


__all__ = ["CosineSeries", "Density", "LocalPolynomial", "Splines", "rational"]
