"""The exact leakage of releasing the mean of uniform data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import mpmath
from flint import acb, arb, fmpq

from ..numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ..numeric.complex_ball import NOT_ANALYTIC
from ..numeric.integrate import finite
from ..numeric.precision import current_bits, working_precision
from ._irwin_hall import Density, Piece, density
from ._positive_part import positive_part
from .node import need_int
from .released import Released


class UniformMean(Released):
    r"""``UniformMean(n, gamma=1)``: Delta_gamma when the mean of n uniform data (any interval) is released.

    With f_k the Irwin-Hall density of the sum of k data on (0, 1), ``Delta_gamma = E_z D_gamma(f_{n-1}(. - z), f_n)``
    (T-COND). Centred, f_n(v) is the mean of f_{n-1} over (v - 1/2, v + 1/2); f_{n-1} is even and unimodal, so that
    given v the ratio exceeds gamma on an interval |y| < r of that window, f_{n-1}(r) = gamma f_n(v): one integral over
    v.
    `UniformMean(n, gamma, z)` is the leakage of the one record z in (0, 1). Integer n >= 1; gamma > 0. Theorem
    mean-uniform.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(UniformMean(2)).exact
    Fraction(1, 3)
    >>> evaluate(UniformMean(10), 15).to_string(15)
    '0.113488087364127...'
    """

    symbol = "U"

    def _ball(self, n: Number, gamma: Number, *target: Number) -> Number:
        size = need_int(n)
        if size < 2:
            raise NoBallEvaluation(f"n must be an integer of at least 2, got {size}")
        if size == 2 and not target:
            # f_1 is flat: E_gamma is the integral of s (1 - gamma s)_+ twice.
            return 1 / (3 * gamma**2) if gamma >= 1 else fmpq(1, 3) if gamma < 1 else _two(to_arb(gamma))
        if not (gamma >= 1 or gamma < 1):
            raise PrecisionTooLow("gamma is not certainly on one side of 1")
        goal = arb(2) ** (-current_bits() - 8 - size.bit_length() // 2)
        with working_precision(current_bits() + 72 + 2 * size.bit_length()):
            # P(S_n - n/2 > reach) is at most exp(-6 reach^2/n): the uniform law is strictly sub-Gaussian.
            reach = (size * -goal.log() / 6).sqrt().mid()
            strip = _Strip(size, to_arb(gamma), reach, goal)
            excess = strip.excess() if not target else strip.excess_at(abs(to_arb(target[0]) - arb(1) / 2))
            value = excess if gamma >= 1 else (excess - 1 + to_arb(gamma)) / to_arb(gamma)
            return value.nonnegative_part()

    def _mpmath(self, n: Any, gamma: Any, *target: Any) -> Any:
        size = int(n)

        def law(k: int, x: Any) -> Any:
            if not 0 < x < k:
                return mpmath.mpf(0)
            x = min(x, k - x)
            terms = ((-1) ** j * mpmath.binomial(k, j) * (x - j) ** (k - 1) for j in range(int(x) + 1))
            return mpmath.fsum(terms) / mpmath.factorial(k - 1)

        def inner(z: Any) -> Any:
            def gap(s: Any) -> Any:
                member, outsider = law(size - 1, s - z), law(size, s)
                return max(0, member - gamma * outsider) if gamma >= 1 else max(0, outsider - member / gamma)

            cuts = sorted({mpmath.mpf(k) for k in range(size + 1)} | {z + k for k in range(size)})
            return mpmath.quad(gap, cuts)

        return inner(target[0]) if target else 2 * mpmath.quad(inner, [0, 0.25, 0.5])


def _two(gamma: arb) -> arb:
    return (1 / (3 * gamma**2)).union(arb(fmpq(1, 3)))


@dataclass(frozen=True)
class _Strip:
    """The half-plane v >= 0 for one game: f(v) the centred density of S_n, g(y) that of S_{n-1}, y = v - (z - 1/2)."""

    n: int
    gamma: arb
    reach: arb
    goal: arb

    @property
    def end(self) -> arb:
        """Where P(S_n - n/2 > end) is at most the goal: P(S_n < u) <= u^n/n!."""
        edge = ((self.goal.log() + arb(self.n + 1).lgamma()) / self.n).exp()
        last = (arb(self.n) / 2 - edge).mid()
        return self.reach if self.reach < last else last

    def _densities(self) -> tuple[Density, Density]:
        # What the series leave out is integrated over the strip, and must be small beside the densities at its end.
        room = self.goal * arb(2) ** -24 / (2 * (self.reach + 2) * (1 + self.gamma))
        return density(self.n, self.reach + 2, room), density(self.n - 1, self.reach + 2, room)

    def _slack(self, f: Density, g: Density) -> arb:
        """Wrong densities cost their distance at most once for the values and once for the region."""
        cost = 4 * self.end * (g.error + self.gamma * f.error)
        # Beyond the end members have the mass of the sum itself.
        return arb(0, (cost + 2 * self.goal).upper())

    def excess(self) -> arb:
        """E_gamma(P1||P0)."""
        f, g = self._densities()
        level = lambda v: self.gamma * f.value(v)  # noqa: E731
        half = arb(1) / 2
        total, skipped = arb(0), arb(0)
        # Each condition holds on one side of a threshold: f_n is a mean of f_{n-1}, which is log-concave.
        inner, s1 = self._threshold(lambda v: g.value(v - half) - level(v))
        whole, s2 = self._threshold(lambda v: level(v) - g.value(v + half))
        top, s3 = self._threshold(lambda v: g.value(arb(0)) - level(v))
        skipped += s1 + s2 + s3
        if whole > 0:
            total += (1 - self.gamma) * self._mass(f, whole)
        elif top < inner and top < half:
            total += self._integral(f, g, top, inner, window=False)
        start = inner if inner > whole else whole
        if start < self.end:
            total += self._integral(f, g, start, self.end, window=True)
        return 2 * (total + arb(0).union(skipped)) + self._slack(f, g)

    def _mass(self, f: Density, end: arb) -> arb:
        cuts = [arb(0), *(arb(x) for x in f.knots if x > 0 and x < end), end]
        total = arb(0)
        for a, b in pairwise(cuts):
            piece = f.at((a + b) / 2)
            total += piece.area(b) - piece.area(a)
        return total

    def _threshold(self, sign: Callable[[arb], arb]) -> tuple[arb, arb]:
        """(v where `sign` turns positive, how far off at most), in [0, end]."""
        low, high = arb(0), self.end.mid()
        if sign(low) >= 0:
            return low, arb(0)
        if not sign(high) > 0:
            return self.end, arb(0)
        small = self.goal / 16
        while high - low > small:
            for share in (fmpq(1, 2), fmpq(3, 8), fmpq(5, 8)):
                middle = (low + (high - low) * arb(share)).mid()
                at = sign(middle)
                if at > 0 or at < 0:
                    break
            else:
                break  # within rounding of it
            low, high = (low, middle) if at > 0 else (middle, high)
        return ((low + high) / 2).mid(), (high - low).upper()

    def _cuts(self, f: Density, g: Density, a: arb, b: arb) -> tuple[list[arb], arb]:
        """Where a piece of f, or of g at an end of the region, ends; and how far off these may be in all."""
        half = fmpq(1, 2)
        exact = {half, *f.knots, *(half + x for x in g.knots), *(half - x for x in g.knots)}
        places, loose = [arb(x) for x in exact], arb(0)
        for y in g.knots:
            place, width = self._threshold(partial(self._below, f, g.value(arb(y))))
            if a < place and place < b:
                places.append(place)
                loose += width
        return [a, *sorted((x for x in places if a < x and x < b), key=lambda x: float(x.mid())), b], loose

    def _below(self, f: Density, height: arb, v: arb) -> arb:
        return height - self.gamma * f.value(v)

    def _integral(self, f: Density, g: Density, a: arb, b: arb, window: bool) -> arb:
        """The integral over v of that over the region: (v - 1/2, r) with `window`, else (-r, r)."""
        places, loose = self._cuts(f, g, a, b)
        total = arb(0, (2 * loose).upper())
        for low, high in pairwise(places):
            middle = ((low + high) / 2).mid()
            first = abs(middle - arb(1) / 2).mid()
            guess = self.bracket(g, self.gamma * f.value(middle))[0]
            left = bool(2 * middle < 1)
            curve = _Curve(self, g, f.at(middle), g.at(guess), g.at(first), guess, window, left)
            total += finite(curve, low, high, self.goal)
        return total

    def bracket(self, g: Density, level: arb) -> tuple[arb, arb]:
        """(below, above) the r with g(r) = level."""
        low, high = arb(0), (arb(g.k) / 2).mid()
        high = self.reach + 1 if self.reach + 1 < high else high
        for _ in range(current_bits()):
            middle = ((low + high) / 2).mid()
            at = g.value(middle) - level
            if at > 0:
                low = middle
            elif at < 0:
                high = middle
            else:
                break
        return low, high

    def excess_at(self, shift: arb) -> arb:
        """E_gamma for one record at distance `shift` from the middle."""
        f, g = self._densities()
        end = self.reach + 1 if self.reach + 1 < arb(self.n) / 2 else arb(self.n) / 2
        places = [arb(0), shift]
        for x in f.knots:
            places += [arb(x), -arb(x)]
        for y in g.knots:
            places += [shift + arb(y), shift - arb(y)]
        inside = sorted((x.mid() for x in places if -end < x and x < end), key=float)
        total = arb(0)
        for low, high in pairwise([-end, *inside, end]):
            if low < high:
                total += self._difference(f, g, low.mid(), high.mid(), shift)
        # A knot is known but for its radius.
        loose = sum((x.rad() for x in places), arb(0))
        tail = 2 * self.goal if self.reach < arb(self.n) / 2 else arb(0)
        cost = 2 * end * (g.error + self.gamma * f.error) + 4 * loose + tail
        return total + arb(0, cost.upper())

    def _difference(self, f: Density, g: Density, low: arb, high: arb, shift: arb) -> arb:
        middle = ((low + high) / 2).mid()
        fv = 1 if middle > 0 else -1
        gv = 1 if middle > shift else -1
        fp, gp = f.at(abs(middle).mid()), g.at(abs(middle - shift).mid())
        outside = bool(abs(middle - shift) > g.k / arb(2))

        def value(x: arb) -> arb:
            return (arb(0) if outside else gp.value(gv * (x - shift))) - self.gamma * fp.value(fv * x)

        def slope(x: arb) -> arb:
            return (arb(0) if outside else gv * gp.slope(gv * (x - shift))) - self.gamma * fv * fp.slope(fv * x)

        def area(x: arb) -> arb:
            return (arb(0) if outside else gv * gp.area(gv * (x - shift))) - self.gamma * fv * fp.area(fv * x)

        return positive_part(value, slope, area, low, high, self.goal)


@dataclass(frozen=True)
class _Curve:
    """v -> the integral of g - gamma f(v) over the region at v, on one piece of f and of g."""

    strip: _Strip
    density: Density
    f: Piece
    g: Piece
    first: Piece
    guess: arb
    window: bool
    left: bool
    """Whether v < 1/2, so that the window begins left of 0."""

    def __call__(self, v: acb, analytic: bool) -> acb:
        height = self.f.value(v)
        level = self.strip.gamma * height
        r = self._root(v, level, analytic)
        if not r.is_finite():
            return r
        if not self.window:
            return 2 * (self.g.area(r) - level * r)
        start = v - arb(1) / 2
        below = -self.first.area(-start) if self.left else self.first.area(start)
        return self.g.area(r) - below - level * (r - start)

    def _root(self, v: acb, level: acb, analytic: bool) -> acb:
        """r(v) by interval Newton around the root at the middle: then it is analytic on the ball."""
        target = (self.strip.gamma * self.f.value(v.real.mid())).mid()
        y, small, half = self.guess, arb(2) ** (8 - current_bits()), arb(2) ** (-current_bits() // 2)
        size = arb.pos_inf()
        for _ in range(60):
            slope = self.g.slope(y)
            if slope.contains(0):
                break
            step = ((self.g.value(y) - target) / slope).mid()
            y = (y - step).mid()
            size, before = abs(step), size
            if size <= abs(y) * small or (2 * size >= before and size <= abs(y) * half):  # or down to the noise
                break
        gap, slope = acb(self.g.value(y)) - level, self.g.slope(y)
        if not slope.contains(0) and gap.is_finite():
            room = ((gap / slope).abs_upper() * 2 + small * small).upper()
            for _ in range(4):
                box = acb(y) + acb(arb(0, room), arb(0, room))
                steep = self.g.slope(box)
                if not steep.contains(0):
                    found = acb(y) - gap / steep
                    if box.contains(found):
                        return found
                room = (2 * room).upper()
        return NOT_ANALYTIC if analytic or v.imag != 0 else self._hull(v.real)

    def _hull(self, v: arb) -> acb:
        """r rises with v."""
        strip, g = self.strip, self.density
        low = strip.bracket(g, strip.gamma * self.f.value(v.lower()))[0]
        high = strip.bracket(g, strip.gamma * self.f.value(v.upper()))[1]
        return acb(low.union(high))


__all__ = ["UniformMean"]
