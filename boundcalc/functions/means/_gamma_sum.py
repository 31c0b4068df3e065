"""Released means of gamma data, in balls: one integral over the sum.

Given the sum S ~ Gamma(na), v = 1 - z/S is Beta((n-1)a, a) for a member and (1-v) S is Gamma(a) for another point. The
likelihood ratio is e^C v^m e^{(1-v)S} S^{-a}, C = log Gamma(na)/Gamma((n-1)a), m = (n-1)a - 1: for m > 0 it rises up to
v = m/S and then falls. It equals gamma at v = -(m/S) W(y), W Lambert's function on its real branches 0 and -1, with
log(-y) = ((na-1) log S - S + log gamma - C)/m - log m.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import acb, arb

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC, off_cut
from ...numeric.integrate import finite
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ..node import need_int

Combination = Callable[[acb, acb, arb], acb]
"""(P1, P0 of the region given S, gamma) -> what is averaged over S; 0 for an empty region."""


def leakage(shape: Number, n: Number, gamma: Number) -> arb:
    """Delta_gamma."""
    if gamma >= 1:
        return _expectation(shape, n, gamma, lambda p1, p0, g: p1 - g * p0).nonnegative_part()
    if gamma < 1:
        return (1 - 1 / gamma + _expectation(shape, n, gamma, lambda p1, p0, g: p1 / g - p0)).nonnegative_part()
    raise PrecisionTooLow("gamma is not certainly on one side of 1")


def test(shape: Number, n: Number, t: Number, member: bool) -> arb:
    """TPR or FPR of the test LR > t."""
    return _expectation(shape, n, t, lambda p1, p0, g: p1 if member else p0).nonnegative_part()


def _expectation(shape: Number, n_value: Number, gamma: Number, combine: Combination) -> arb:
    """E_S combine(P1, P0 of {LR > gamma} given S, gamma)."""
    n = need_int(n_value)
    if n < 2:
        raise NoBallEvaluation(f"n must be an integer of at least 2, got {n}")
    goal = arb(2) ** (-current_bits() - 4)
    total = arb(0)
    # The integrand must be known far better than the goal, or the integrator would split for ever.
    with working_precision(current_bits() + 40 + 2 * n.bit_length()):
        g = to_arb(gamma)
        strip = _Sums(n, to_arb(shape), g, bool(shape == 1), _sign((n - 1) * shape - 1))
        cap = g.max(1 / g).max(arb(1)).upper()
        low, high = strip.seen(goal / cap)
        total += 2 * arb(0, (cap * goal).upper())
        for left, right, two in strip.pieces(low, high):
            total += finite(strip.integrand(two, combine), left, right, goal)
    return total + arb(0, goal.upper())


def _sign(x: Number) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x == 0:
        return 0
    raise PrecisionTooLow("(n-1) shape is not certainly on one side of 1")


@dataclass(frozen=True)
class _Sums:
    """The half-line of S for one game; `side` is the sign of m."""

    n: int
    a: arb
    gamma: arb
    exponential: bool
    side: int

    @property
    def m(self) -> arb:
        return (self.n - 1) * self.a - 1

    @property
    def constant(self) -> arb:
        """log gamma - C."""
        return self.gamma.log() + ((self.n - 1) * self.a).lgamma() - (self.n * self.a).lgamma()

    def seen(self, goal: arb) -> tuple[arb, arb]:
        """(low, high) with P(S < low) and P(S > high) below the goal."""
        order = self.n * self.a
        low = high = order.mid()
        step = (order.sqrt() + 4).mid()
        for _ in range(100 + 40 * current_bits()):
            low = (low * arb("0.9")).max(low - step).mid()
            # P(S < x) = x^k e^{-x}/Gamma(k+1) (1 + x/(k+1) + ...).
            if (order * low.log() - low - (order + 1).lgamma()).exp() / (1 - low / (order + 1)) < goal:
                break
        for _ in range(10 * current_bits()):
            high = (high + step).mid()
            if high.gamma_upper(order, regularized=1) < goal:
                break
        return low, high

    def _height(self, s: arb) -> arb:
        """log of the largest ratio at s over gamma, for s >= m >= 0."""
        peak = self.m * (self.m / s).log() if self.side > 0 else arb(0)
        return peak + s - self.m - self.a * s.log() - self.constant

    def pieces(self, low: arb, high: arb) -> list[tuple[arb, arb, bool]]:
        """The stretches of S where the region is not empty; True where it ends below v = 1."""
        one_end = (-self.constant / self.a).exp()  # the ratio at v = 1 exceeds gamma below it
        out: list[tuple[arb, arb, bool]] = []
        if one_end > low:
            out.append((low, one_end.min(high), False))
        start = one_end.max(low)
        if not start < high:
            return out
        if self.side < 0:
            return [*out, (start, high, True)]
        # The largest ratio falls up to s = na - 1 and rises after it.
        bottom = self.n * self.a - 1
        if start > bottom:
            if self._height(start) >= 0:
                return [*out, (start, high, True)]
        else:
            lowest = self._height(bottom)
            if lowest > 0:
                return [*out, (start, high, True)]
            if not lowest < 0:
                raise PrecisionTooLow("the largest ratio is not certainly on one side of gamma")
            if one_end > self.m and self._height(start) > 0:
                out.append((start, self._root(start, bottom), True))
        if self._height(high) > 0:
            out.append((self._root(high, bottom.max(start)), high, True))
        return out

    def _root(self, positive: arb, negative: arb) -> arb:
        """A point next to the root of the height, on the positive side."""
        x, y = positive.mid(), negative.mid()
        for _ in range(2 * current_bits()):
            middle = ((x + y) / 2).mid()
            value = self._height(middle)
            if value > 0:
                x = middle
            elif value < 0:
                y = middle
            else:
                break
        return x

    def integrand(self, two: bool, combine: Combination) -> Callable[[acb, bool], acb]:
        """S -> combine(P1, P0) times the density of S."""
        a, m, order, edge = self.a, self.m, self.n * self.a, (-arb(1)).exp()
        shift, log_gamma = self.constant, (self.n * self.a).lgamma()
        log_beta = a.lgamma() + (order - a).lgamma() - log_gamma

        def exponent(s: acb, analytic: bool) -> acb:
            """(na-1) log s - s, on a wide ball from its middle and the derivative: the two nearly cancel there."""
            if s.is_exact():
                return (order - 1) * s.log() - s
            middle = s.mid()
            value = (order - 1) * middle.log() - middle + (order - 1 - s) / s * (s - middle)
            return value if not analytic or off_cut(s) else NOT_ANALYTIC

        def ends(s: acb, analytic: bool) -> tuple[acb | None, acb | None]:
            first, second = roots(s, exponent(s, analytic), analytic)
            if self.side == 0 or s.is_exact():
                return first, second
            middle = roots(s.mid(), exponent(s.mid(), False), False)
            return centred(first, middle[0], s), centred(second, middle[1], s)

        def centred(v: acb | None, middle: acb | None, s: acb) -> acb | None:
            """A wide ball of a root from its middle and the derivative, which the wide ball before encloses."""
            for _ in range(4):
                if v is None or middle is None or not v.is_finite():
                    break
                slope = (a / s - (1 - v)) / (m / v - s)  # of m log v + (1 - v) s - a log s = log gamma - C
                new = middle + slope * (s - s.mid())
                if not (new.is_finite() and new.rad() < v.rad()):
                    break
                v = new
            return v

        def roots(s: acb, power: acb, analytic: bool) -> tuple[acb | None, acb | None]:
            """The region of v: from the first (None: 0) to the second (None: 1)."""
            if self.side == 0:
                return None, 1 - (shift + a * s.log(analytic=analytic)) / s if two else None
            y = -((power + shift) / m).exp() / m
            if self.side < 0:
                if analytic and not off_cut(y + edge):
                    return None, NOT_ANALYTIC
                return None, -m / s * y.lambertw() if two else None
            if analytic and not (off_cut(y + edge) and (not two or off_cut(-y))):
                return NOT_ANALYTIC, NOT_ANALYTIC
            return -m / s * y.lambertw(), -m / s * y.lambertw(middle=True) if two else None

        def below(v: acb | None, whole: int, analytic: bool) -> acb:
            """P1(V < v)."""
            if v is None:
                return acb(whole)
            if self.exponential:
                return v ** (self.n - 1)
            if not (off_cut(v) and off_cut(1 - v)):
                # A piece of the line that reaches 0 or 1, where the distribution function is monotone.
                first, last = v.real.lower().max(arb(0)).min(arb(1)), v.real.upper().max(arb(0)).min(arb(1))
                # A place that is not known (not a number) fails every comparison and stays unknown.
                hull = (arb(1) if first >= 1 else first.beta_lower(order - a, a, True)).union(
                    arb(1) if last >= 1 else last.beta_lower(order - a, a, True)
                )
                return NOT_ANALYTIC if analytic else acb(hull)
            if v.is_exact():
                return v.beta_lower(order - a, a, True)
            middle = v.mid()
            slope = ((order - a - 1) * v.log() + (a - 1) * (1 - v).log() - log_beta).exp()
            return middle.beta_lower(order - a, a, True) + slope * (v - middle)

        def above(v: acb | None, s: acb, whole: int, analytic: bool) -> acb:
            """P0(V > ...) as P(Gamma(a) > (1 - v) s), which rises with v."""
            if v is None:
                return acb(1) if whole else above(acb(0), s, 1, analytic)
            x = (1 - v) * s
            if self.exponential:
                return (-x).exp()
            if not off_cut(x):
                first, last = x.real.lower().max(arb(0)), x.real.upper().max(arb(0))
                hull = first.gamma_upper(a, regularized=1).union(last.gamma_upper(a, regularized=1))
                return NOT_ANALYTIC if analytic else acb(hull)
            if x.is_exact():
                return x.gamma_upper(a, regularized=1)
            middle = x.mid()
            slope = ((a - 1) * x.log() - x - a.lgamma()).exp()
            return middle.gamma_upper(a, regularized=1) - slope * (x - middle)

        def f(s: acb, analytic: bool) -> acb:
            power = exponent(s, analytic)
            low, high = ends(s, analytic)
            members = below(high, 1, analytic) - below(low, 0, analytic)
            others = above(high, s, 1, analytic) - above(low, s, 0, analytic)
            return combine(members, others, self.gamma) * (power - log_gamma).exp()

        return f


def mp_leakage(a: MpNumber, n: int, gamma: MpNumber) -> MpNumber:
    """The same by an integral over S of the masses of an interval of u: the other order of integration."""
    m = (n - 1) * a - 1
    constant = mpmath.loggamma(n * a) - mpmath.loggamma((n - 1) * a) - mpmath.log(gamma)

    def log_ratio(u: Any, s: Any) -> Any:
        return constant + (m * mpmath.log1p(-u) if m else 0) + u * s - a * mpmath.log(s)

    def root(s: MpNumber, low: MpNumber, high: MpNumber) -> MpNumber:
        below = log_ratio(low, s) > 0
        for _ in range(mpmath.prec + 8):
            middle = (low + high) / 2
            low, high = (middle, high) if (log_ratio(middle, s) > 0) == below else (low, middle)
        return (low + high) / 2

    def inner(s: MpNumber) -> MpNumber:
        # The ratio rises up to u = 1 - m/s and falls after it (m >= 0).
        end = 1 - mpmath.mpf(2) ** (-mpmath.prec)
        peak = min(max(1 - m / s, mpmath.mpf(0)), end)
        if log_ratio(peak, s) <= 0:
            low = high = peak
        else:
            low = root(s, mpmath.mpf(0), peak) if log_ratio(mpmath.mpf(0), s) <= 0 else mpmath.mpf(0)
            high = root(s, peak, end) if log_ratio(end, s) <= 0 else mpmath.mpf(1)
        members = mpmath.betainc(a, (n - 1) * a, low, high, regularized=True)
        others = mpmath.gammainc(a, low * s, high * s, regularized=True)
        return members - gamma * others if gamma >= 1 else (1 - others) - (1 - members) / gamma

    if m < 0:
        raise ValueError("the mpmath backend takes (n-1) shape >= 1")
    spread = mpmath.sqrt(n * a)
    cuts = sorted({x for x in (n * a + j * spread for j in range(-12, 30, 2)) if x > 0} | {mpmath.mpf(0), m + a})
    density = lambda s: mpmath.exp((n * a - 1) * mpmath.log(s) - s - mpmath.loggamma(n * a))  # noqa: E731
    return mpmath.quad(lambda s: density(s) * inner(s), [*cuts, mpmath.inf])
