"""The exact leakage of releasing the mean of uniform data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import factorial

import flint
from flint import arb, arb_poly, arb_series, fmpq

from ...numeric.ball import NoBallEvaluation, Number, to_arb
from ...numeric.contradiction import ContradictionError
from ...numeric.contradiction import positive_part as max_with_zero
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._bracket import Span, bracket
from ..node import at_least_one, need_int
from ._irwin_hall import CosineSeries, Density, LocalPolynomial, Splines, rational
from ._positive_part import positive_part
from .released import Released

_MOST_EXACT, _MOST_KNOTS, _MOST_PATCHES, _MOST_BITS = 200, 400, 500, 640


class UniformMean(Released):
    r"""``UniformMean(n, gamma=1)``: Delta_gamma when the mean of n uniform data (any interval) is released.

    With f_k the Irwin-Hall density of the sum of k data on (0, 1), ``Delta_gamma = E_z D_gamma(f_{n-1}(. - z), f_n)``
    (T-COND). Centred, f_n(v) is the mean of f_{n-1} over (v - 1/2, v + 1/2); f_{n-1} is even and unimodal, so that
    given v the ratio exceeds gamma on an interval |y| < r of that window, f_{n-1}(r) = gamma f_n(v): one integral over
    v. For gamma >= n - 1 it is 2 (n-1)^{n+1}/((n+1)! (n^2-n-1) gamma^n).
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
        above = at_least_one(gamma)
        if not target:
            if gamma >= size - 1:
                return _corners(size, gamma)
            if size == 2:  # f_1 is flat: twice the integral of s (1 - gamma s)_+, less 1 - gamma
                return fmpq(1, 3)
        bits = min(current_bits(), _MOST_BITS)
        with working_precision(bits + 72 + 2 * size.bit_length()):
            strip = _Strip.of(size, to_arb(gamma), arb(2) ** (-bits - 8 - size.bit_length() // 2))
            excess = strip.excess() if not target else strip.excess_at(abs(to_arb(target[0]) - arb(1) / 2))
            return excess if above else (excess - 1 + to_arb(gamma)) / to_arb(gamma)

    def _mpmath(self, n: MpNumber, gamma: MpNumber, *target: MpNumber) -> MpNumber:
        size = int(n)

        def law(k: int, x: MpNumber) -> MpNumber:
            if not 0 < x < k:
                return mpmath.mpf(0)
            x = min(x, k - x)
            terms = ((-1) ** j * mpmath.binomial(k, j) * (x - j) ** (k - 1) for j in range(int(x) + 1))
            return mpmath.fsum(terms) / mpmath.factorial(k - 1)

        def inner(z: MpNumber) -> MpNumber:
            def gap(s: MpNumber) -> MpNumber:
                member, outsider = law(size - 1, s - z), law(size, s)
                return max(0, member - gamma * outsider) if gamma >= 1 else max(0, outsider - member / gamma)

            cuts = sorted({mpmath.mpf(k) for k in range(size + 1)} | {z + k for k in range(size)})
            return mpmath.quad(gap, cuts)

        return inner(target[0]) if target else 2 * mpmath.quad(inner, [0, 0.25, 0.5])


def _corners(n: int, gamma: Number) -> Number:
    """Delta_gamma for gamma >= n - 1, where members win only within (n-1)/gamma of the ends of the sum's range."""
    if n <= _MOST_EXACT:
        return fmpq(2 * (n - 1) ** (n + 1), factorial(n + 1) * (n * (n - 1) - 1)) / gamma**n
    top = arb(n - 1)
    log = (n + 1) * top.log() - n * to_arb(gamma).log() - arb(n + 2).lgamma()
    return 2 * log.exp() / (n * top - 1)


def _log_size(n: int, gamma: float) -> float:
    """About log Delta_gamma, by large deviations: members win where the sum is tilted by about t/(1 - e^{-t}) > gamma.

    A plan only.
    """
    if gamma <= 1.01:
        return 0.0
    tilt = 2 * (gamma - 1)
    for _ in range(60):
        tilt = gamma * -math.expm1(-tilt)
    mean = 0.5 / math.tanh(tilt / 2) - 1 / tilt
    return -n * (tilt * mean - tilt / 2 - math.log(-math.expm1(-tilt) / tilt))


@dataclass(frozen=True)
class _Strip:
    """The half-plane v >= 0 for one game: f(v) the centred density of S_n, g(y) that of S_{n-1}, y = v - (z - 1/2).

    Given v the ratio exceeds gamma where |y| < r(v), g(r) = gamma f(v), in the window |y - v| < 1/2; r rises with v. As
    g is log-concave and f(v) its mean over the window, g(v-1/2)/f(v) rises and g(v+1/2)/f(v) falls with v. So there are
    thresholds in v beyond which the region is not empty (`top`), reaches the lower end of the window (`inner`) and no
    longer its upper end (`whole`).
    """

    n: int
    gamma: arb
    reach: arb
    goal: arb
    f: Density
    g: Density

    @classmethod
    def of(cls, n: int, gamma: arb, goal: arb) -> _Strip:
        # P(S_n - n/2 > reach) is at most exp(-6 reach^2/n): the uniform law is strictly sub-Gaussian.
        reach = (n * -goal.log() / 6).sqrt().upper().mid()
        if n <= max(24, current_bits() // 6) or (n <= _MOST_KNOTS and _log_size(n, float(gamma)) < float(goal.log())):
            return cls(n, gamma, reach, goal, Splines(n), Splines(n - 1))
        # What the series leave out is integrated over the strip, and must be small beside the densities at its end.
        room = goal * arb(2) ** -24 / (2 * (reach + 2) * (1 + gamma))
        return cls(n, gamma, reach, goal, *(CosineSeries(k, reach + 2, room) for k in (n, n - 1)))

    # -- all records ---------------------------------------------------------------------------------------------------

    def excess(self) -> arb:
        """E_gamma(P1||P0), for gamma < n - 1: to the goal, and with splines to the goal times it."""
        f, g, half = self.f, self.g, arb(1) / 2
        if isinstance(f, Splines):
            end, beyond = arb(self.n) / 2 - 1, self._corner()
        else:  # members have the mass of the sum itself there
            end, beyond = self.reach, arb(0).union(self.goal.upper())
        top = self._threshold(lambda v: _over(g.value(arb(0)), self._level(v)), end)
        inner = self._threshold(lambda v: _over(g.value(v - half), self._level(v)), end)
        whole = self._threshold(lambda v: _over(self._level(v), g.value(v + half)), end)
        first = inner[0] if inner[0] > half else arb(0)  # nothing lies before it
        goal = self.goal
        if isinstance(f, Splines):
            places = [(first + (end - first) * fmpq(j, 16)).mid() for j in range(17)]
            goal *= max([self._area(v, v) for v in places] + [beyond], key=lambda x: rational(x.upper())).upper()
        # Cells end where a piece of f ends, or one of g at an end of the region.
        gaps, least = [top, inner, whole, (half, half)], self._edge(first)[0]
        gaps += [self._passes(arb(y), end) for y in g.knots if 0 < y < fmpq(self.n - 1, 2) and arb(y) > least]
        exact = {*f.knots, *(abs(fmpq(1, 2) - x) for x in g.knots), *(fmpq(1, 2) + x for x in g.knots)}
        gaps += [(arb(x), arb(x)) for x in exact]
        gaps = sorted((gap for gap in gaps if gap[0] < end and gap[1] >= first), key=lambda gap: rational(gap[0]))
        cells, total, start = [], arb(0), first
        for a, b in [*gaps, (end, end)]:
            if start < a:
                cells.append((start, a))
            if start < b:
                total += (b - start.max(a)) * self._area(start.max(a).mid(), b)
                start = b
        for a, b in cells:
            if b <= whole[0]:
                total += (1 - self.gamma) * (f.tail(a) - f.tail(b))
            elif a >= inner[1] and a >= whole[1]:
                total += self._integral(a, b, True, goal / len(cells))
            elif b <= inner[0] and a >= top[1] and 2 * b <= 1:
                total += self._integral(a, b, False, goal / len(cells))
            elif not (b <= inner[0] and (b <= top[0] or 2 * a >= 1)):
                known = "outside the cells"
                raise ContradictionError.of((a, b), known, "a threshold of UniformMean", self.n, self.gamma)
        # Wrong densities cost their distance at most once for the values and once for the region.
        cost = 4 * end * (g.error + self.gamma * f.error)
        return 2 * (total + beyond) + arb(0, cost.upper())

    def _corner(self) -> arb:
        """The integral over the last unit of v, where f = u^{n-1}/(n-1)! and g = w^{n-2}/(n-2)! at the distances u, w
        from the ends: the region is that from the window's end w = u down to w = (gamma u^{n-1}/(n-1))^{1/(n-2)}."""
        n, gamma = self.n, self.gamma
        power = fmpq((n - 2) ** 2, (n - 1) * (n * (n - 1) - 1))
        scale = (gamma / (n - 1)) ** (arb(1) / (n - 2))
        return (arb(fmpq(1, n)) - gamma / (n + 1) + power * gamma * scale) / factorial(n - 1)

    def _level(self, v: arb) -> arb:
        return self.gamma * self.f.value(v)

    def _passes(self, y: arb, end: arb) -> Span:
        """Where r(v) = y."""
        height = self.g.value(y)
        return self._threshold(lambda v: _over(height, self._level(v)), end)

    def _threshold(self, sign: Callable[[arb], arb], end: arb) -> Span:
        """Around the v in [0, end] where `sign` turns positive."""
        return bracket(sign, arb(0), end, self.goal / 16)

    def _edge(self, v: arb) -> Span:
        """Around r(v), at most v + 1/2; (0, 0) where the region is empty."""
        level = self._level(v)
        return bracket(lambda y: _over(level, self.g.value(y)), arb(0), (v + arb(1) / 2).mid())

    def _area(self, a: arb, b: arb) -> arb:
        """The integral over the region at any v of a short stretch [a, b], whatever changes there."""
        v, half = a.union(b), arb(1) / 2
        (low, _), (_, high) = self._edge(a), self._edge(b)
        r = low.union(high)
        first, last = (-r).max(v - half), r.min(v + half)
        area = max_with_zero(self.g.tail(first) - self.g.tail(last) - self._level(v) * (last - first))
        return area if low > 0 and last > first else arb(0).union(area)

    def _integral(self, a: arb, b: arb, window: bool, goal: arb) -> arb:
        """The integral over a cell of that over the region: v - 1/2 < y < r with `window`, else |y| < r."""
        (low, low_above), (high_below, high) = self._edge(a), self._edge(b)
        middle, half = ((a + b) / 2).mid(), (b - a) / 2
        f, g = self.f.at(middle).times(self.gamma), self.g.at(((low + high) / 2).mid())
        low, high = low.max(arb(g.low)).max(arb(0)).mid(), high.min(arb(g.high)).mid()
        # The rectangle y < low: from 0 on both sides, or from the window's end.
        level, place = f.around(middle, half), middle - arb(1) / 2
        if window:
            first, start = self.g.at(abs(place).mid()), arb_poly([place, half])
            beyond = first.tail_around(place, half) if place > 0 else 1 - first.tail_around(-place, -half)
            rectangle = beyond - g.tail(low) - level * (low - start)
        else:
            rectangle = 1 - 2 * g.tail(low) - 2 * low * level
        area = rectangle.integral()
        total = half * (area(arb(1)) - area(arb(-1)))
        if abs(f.slope(a)) < abs(g.slope(low)):
            more = _under(f, g, low, (a, b), (low, high), goal)
        elif low_above < high_below:
            # r'(v) is large, or infinite: there v is a function of r.
            more = _under(g, f, b, (low_above, high_below), (a, b), goal)
            more += self._row(low, low_above, a, b) + self._row(high_below, high, a, b)
        else:
            more = self._row(low, high, a, b)
        return total + (more if window else 2 * more)

    def _row(self, low: arb, high: arb, a: arb, b: arb) -> arb:
        """The integral over a short stretch low <= y <= high of that over the part of a <= v <= b with r(v) > y."""
        starts = [self._passes(y, b) for y in (low, high)]
        start = starts[0][0].max(a).union(starts[1][1].min(b))
        inner = self.g.value(low.union(high)) * (b - start) - self.gamma * (self.f.tail(start) - self.f.tail(b))
        return (high - low) * (max_with_zero(inner) if start < b else arb(0).union(max_with_zero(inner)))

    # -- one record ----------------------------------------------------------------------------------------------------

    def excess_at(self, shift: arb) -> arb:
        """E_gamma for one record at distance `shift` from the middle."""
        f, g, end = self.f, self.g, (self.reach + 1).min(arb(self.n) / 2).mid()
        places = [arb(0), shift]
        for x in f.knots:
            places += [arb(x), -arb(x)]
        for y in g.knots:
            places += [shift + arb(y), shift - arb(y)]
        inside = sorted((x.mid() for x in places if -end < x and x < end), key=rational)
        total = arb(0)
        for low, high in pairwise([-end, *inside, end]):
            if low < high:
                total += self._difference(f, g, low.mid(), high.mid(), shift)
        # A knot is known but for its radius.
        loose = sum((x.rad() for x in places), arb(0))
        tail = 2 * self.goal if self.reach < arb(self.n) / 2 else arb(0)
        cost = 2 * end * (g.error + self.gamma * f.error) + 4 * (1 + self.gamma) * loose + tail
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
            return self.gamma * fv * fp.tail(fv * x) - (arb(0) if outside else gv * gp.tail(gv * (x - shift)))

        return positive_part(value, slope, area, low, high, self.goal)


def _under(alpha: LocalPolynomial, beta: LocalPolynomial, base: arb, x: Span, y: Span, goal: arb) -> arb:
    """The integral over x of that of beta(t) - alpha(x) over t from the base to y(x), beta(y(x)) = alpha(x).

    For x in its span y(x) must lie in its own, which must lie in the piece of beta.
    """
    total, todo, steps = arb(0), [x], 0
    while todo:
        (a, b), steps = todo.pop(), steps + 1
        found = _patch(alpha, beta, base, a, b, y)
        if found is not None and (found[1] <= goal / 64 or steps > _MOST_PATCHES):
            total += found[0] + arb(0, found[1])
            continue
        if steps > 8:  # next to a place where y'(x) is infinite
            rough = _rectangle(alpha, beta, base, a, b, y)
            if rough.rad() <= goal / 64 or steps > _MOST_PATCHES:
                total += rough
                continue
        middle = ((a + b) / 2).mid()
        todo += [(a, middle), (middle, b)]
    return total


def _rectangle(alpha: LocalPolynomial, beta: LocalPolynomial, base: arb, a: arb, b: arb, y: Span) -> arb:
    """The integral of `_under` over one stretch: of a rectangle, and bounds on what lies between it and the curve."""
    ends = [bracket(partial(_gap, beta, alpha.near(x)), *y) for x in (a, b)]
    near = ends[0][0].union(ends[0][1]).union(ends[1][0]).union(ends[1][1])
    height = near.mid()
    whole = (b - a) * (beta.tail(base) - beta.tail(height)) - (alpha.tail(a) - alpha.tail(b)) * (height - base)
    return whole + (b - a) * (near - height) * (beta.value(near) - alpha.value(a.union(b)))


def _over(x: arb, y: arb) -> arb:
    """A number of the sign of x - y."""
    return (x / y).log() if x > 0 and y > 0 else x - y


def _gap(beta: LocalPolynomial, level: arb, y: arb) -> arb:
    return _over(level, beta.near(y))


def _patch(alpha: LocalPolynomial, beta: LocalPolynomial, base: arb, a: arb, b: arb, y: Span) -> tuple[arb, arb] | None:
    """(the integral of `_under` over one stretch, a bound on its error), from a Taylor polynomial p for y(x).

    With R = beta(p) - alpha, |beta'| in [m, M] around p and |R| < m times the room there, p errs by |R|/m at most;
    the integral is stationary in y, and errs by at most M (R/m)^2/2.
    """
    middle, half = ((a + b) / 2).mid(), (b - a) / 2
    level = alpha.around(middle, half)
    centre = _approximate(beta, level[0].mid(), *y)
    local = beta.around(centre)
    if local[1].contains(0):
        return None
    bend = _taylor(local, level)
    spread = _size(bend)
    room = spread / 8 + (abs(level[0] - local[0]) / abs(local[1])).upper() * 2
    slopes = local.derivative()
    turn = _size(slopes(arb_poly([0, spread + room])) - slopes[0])
    least, most = abs(slopes[0]) - turn, abs(slopes[0]) + turn
    along = _compose(local, bend)
    rest = along - level
    off = _size(rest)
    if not off < least * room:
        return None
    error = abs(rest[0]) / least
    if not (centre - error >= arb(beta.low) and centre + error <= arb(beta.high)):
        return None  # perhaps the root at the middle is one of the polynomial only
    inner = (
        (along * bend.derivative()).integral()
        + (beta.tail(base) - beta.tail(centre))
        - level * (bend + (centre - base))
    )
    area = inner.integral()
    return half * (area(arb(1)) - area(arb(-1))), (most * (off / least) ** 2 * half).upper()


def _taylor(local: arb_poly, level: arb_poly) -> arb_poly:
    """About the d(s) with local(d(s)) - local(0) = level(s) - level(0), as an exact polynomial."""
    with _terms(8 + current_bits() // 12):
        inverse = arb_series([0, *local.coeffs()[1:]]).reversion()
        found = inverse(arb_series([0, *level.coeffs()[1:]]))
        return arb_poly([c.mid() for c in found.coeffs()])


def _compose(outer: arb_poly, inner: arb_poly) -> arb_poly:
    """outer(inner(s)) on |s| <= 1, inner(0) = 0: the first powers, and a ball beside the constant for the others.

    The absolute coefficients beyond s^D are at most 4^-D sum_k |outer_k| (sum_j |inner_j| 4^j)^k together.
    """
    last = current_bits() // 2
    reach = _absolute(inner)(arb(4))
    rest = (_absolute(outer)(reach) * arb(4) ** -last).upper()
    with _terms(last + 1):
        first, *others = arb_series(outer.coeffs())(arb_series(inner.coeffs())).coeffs()
    return arb_poly([first + arb(0, rest), *others])


@contextmanager
def _terms(count: int) -> Iterator[None]:
    """Power series of so many terms."""
    before, flint.ctx.cap = flint.ctx.cap, count
    try:
        yield
    finally:
        flint.ctx.cap = before


def _absolute(f: arb_poly) -> arb_poly:
    return arb_poly([abs(c) for c in f.coeffs()])


def _size(f: arb_poly) -> arb:
    """A bound on |f| on [-1, 1]."""
    return _absolute(f)(arb(1)).upper()


def _approximate(piece: LocalPolynomial, target: arb, low: arb, high: arb) -> arb:
    """About the root of piece = target in [low, high], by Newton's steps."""
    y, small, half = ((low + high) / 2).mid(), arb(2) ** (8 - current_bits()), arb(2) ** (-current_bits() // 2)
    size = high - low
    for _ in range(60):
        slope = piece.slope(y)
        if slope.contains(0):
            break
        step = ((piece.value(y) - target) / slope).mid()
        y, last = (y - step).max(low).min(high).mid(), y
        size, before = abs(y - last), size
        if size <= abs(y) * small or (2 * size >= before and size <= abs(y) * half):  # or down to the noise
            break
    return y


__all__ = ["UniformMean"]
