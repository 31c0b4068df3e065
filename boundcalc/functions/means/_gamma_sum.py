"""Released means of gamma data, in balls: one integral over the sum.

Given the sum S ~ Gamma(na), v = 1 - z/S is Beta((n-1)a, a) for a member and (1-v) S is Gamma(a) for another point. The
likelihood ratio is e^C v^m e^{(1-v)S} S^{-a}, C = log Gamma(na)/Gamma((n-1)a), m = (n-1)a - 1: for m > 0 it rises up to
v = m/S and then falls. It equals gamma at v = -(m/S) W(y), W Lambert's function on its real branches 0 and -1, with
log(-y) = ((na-1) log S - S + log gamma - C)/m - log m.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flint import acb, arb

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC, off_cut
from ...numeric.integrate import finite
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._bracket import Span, bracket
from .._incomplete_beta import lower
from .._incomplete_gamma import upper
from ..node import at_least_one, need_int

_MOST_HALVINGS, _MOST_SHAPE = 44, 300


@dataclass(frozen=True)
class _Place:
    """An end of the region: v, and log v where that is analytic in S."""

    v: acb
    w: acb | None = None
    known: bool = True
    """False for a ball on the line of which nothing better is known."""


@dataclass(frozen=True)
class _Average:
    """What is averaged over S: a P1(LR > gamma | S) - b P0(LR > gamma | S)."""

    a: arb
    b: arb
    excess: bool = False
    """Whether b = a gamma, so that LR <= gamma e^h leaves at most a (1 - e^{-h})."""

    def of(self, p1: acb, p0: acb) -> acb:
        return self.a * p1 - self.b * p0

    def most(self, height: arb) -> arb:
        """A bound on its size where log(LR/gamma) is at most `height`."""
        return self.a * (1 - (-height).exp()).max(arb(0)) if self.excess else self.a.max(abs(self.b))


def leakage(shape: Number, n: Number, gamma: Number) -> arb:
    """Delta_gamma."""
    g = to_arb(gamma)
    if at_least_one(gamma):
        return _expectation(shape, n, gamma, _Average(arb(1), g, True))
    return 1 - 1 / g + _expectation(shape, n, gamma, _Average(1 / g, arb(1), True))


def test(shape: Number, n: Number, t: Number, member: bool) -> arb:
    """TPR or FPR of the test LR > t."""
    average = _Average(arb(1), arb(0)) if member else _Average(arb(0), arb(-1))
    return _expectation(shape, n, t, average)


def _expectation(shape: Number, n_value: Number, gamma: Number, average: _Average) -> arb:
    """E_S of the average of {LR > gamma} given S."""
    n = need_int(n_value)
    if n < 2:
        raise NoBallEvaluation(f"n must be an integer of at least 2, got {n}")
    if shape > _MOST_SHAPE:
        raise NoBallEvaluation(f"the shape must be at most {_MOST_SHAPE} for the integral over the sum, got {shape}")
    goal = arb(2) ** (-current_bits() - 4)
    # The integrand must be known far better than the goal, or the integrator would split for ever.
    with working_precision(current_bits() + 40 + 2 * n.bit_length()):
        g = to_arb(gamma)
        strip = _Sums(n, to_arb(shape), g, bool(shape == 1), _sign((n - 1) * shape - 1))
        cap = average.most(arb.pos_inf()).max(arb(1)).upper()
        low, high = strip.seen(goal / cap)
        total = arb(0, (2 * goal).upper())
        cells, gaps = strip.cells(low, high)
        for cell in cells:
            if cell.closes:
                total += finite(strip.along(cell.closes, average), *strip.parameters(cell), goal)
            else:
                total += _over(strip.integrand(cell.two, average), strip.a, cell, goal)
        for left, right in gaps:
            total += arb(0).union(average.most(strip.highest(left.union(right))) * strip.mass(left, right))
    return total


def _over(f: Callable[[acb, bool], acb], shape: arb, cell: _Cell, goal: arb) -> arb:
    """The integral over a cell of f, a function of log S."""
    total, low, high = arb(0), cell.left.log(), cell.right.log()
    if shape < 1 and low < 0:
        # The variable S^a: S may be next to 0.
        end = high.min(arb(0))

        def by_power(x: acb, analytic: bool) -> acb:
            return f(x.log(analytic=analytic) / shape, analytic) / (shape * x)

        total += finite(by_power, (shape * low).exp(), (shape * end).exp(), goal)
        low = end
    return total + finite(f, low, high, goal) if low < high else total


def _sign(x: Number) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x == 0:
        return 0
    raise PrecisionTooLow("(n-1) shape is not certainly on one side of 1")


@dataclass(frozen=True)
class _Cell:
    """A stretch of S where the region is not empty."""

    left: arb
    right: arb
    two: bool
    """Whether the region ends below v = 1."""
    closes: int = 0
    """1 or -1 where it closes at the right or left end."""


@dataclass(frozen=True)
class _Sums:
    """The half-line of S for one game; `side` is the sign of m."""

    n: int
    a: arb
    gamma: arb
    exponential: bool
    side: int

    @cached_property
    def m(self) -> arb:
        return (self.n - 1) * self.a - 1

    @cached_property
    def order(self) -> arb:
        """na, the shape of the sum."""
        return self.n * self.a

    @cached_property
    def log_gamma(self) -> arb:
        return self.order.lgamma()

    @cached_property
    def log_beta(self) -> arb:
        """log B(a, (n-1)a)."""
        return self.a.lgamma() + (self.order - self.a).lgamma() - self.log_gamma

    @cached_property
    def constant(self) -> arb:
        """log gamma - C."""
        return self.gamma.log() + ((self.n - 1) * self.a).lgamma() - (self.n * self.a).lgamma()

    def seen(self, goal: arb) -> tuple[arb, arb]:
        """(low, high) with P(S < low) and P(S > high) below the goal."""
        order = self.n * self.a
        high, step = order.mid(), (order.sqrt() + 4).mid()
        for j in range(_MOST_HALVINGS):
            low = (order * (-(arb(2) ** j).sqrt() / (order + 1).sqrt()).exp()).mid()
            # P(S < x) = x^k e^{-x}/Gamma(k+1) (1 + x/(k+1) + ...).
            if (order * low.log() - low - (order + 1).lgamma()).exp() / (1 - low / (order + 1)) < goal:
                break
        else:
            raise NoBallEvaluation(
                f"the shape {self.a.str(6, radius=False)} is too small: the sum of {self.n} data is too often next to 0"
            )
        for _ in range(10 * current_bits()):
            high = (high + step).mid()
            if high.gamma_upper(order, regularized=1) < goal:
                break
        else:
            raise PrecisionTooLow("no end of the law of the sum was found")
        return low, high

    def _height(self, s: arb) -> arb:
        """log of the largest ratio at s over gamma, for s >= m >= 0; it falls up to s = na - 1 and rises after it."""
        peak = self.m * (self.m / s).log() if self.side > 0 else arb(0)
        return peak + s - self.m - self.a * s.log() - self.constant

    def highest(self, s: arb) -> arb:
        """A bound on log(LR/gamma) for a short stretch of S."""
        if self.side < 0:
            return arb.pos_inf()
        if self.side > 0 and not s > self.m:  # at v = 1, or at most what the formula says
            return (-self.a * s.log() - self.constant).max(self._height(s.max(self.m))).upper()
        return self._height(s).upper()

    def mass(self, low: arb, high: arb) -> arb:
        """A bound on P(low < S < high) for a short stretch."""
        s, order = low.union(high), self.n * self.a
        return ((high - low) * ((order - 1) * s.log() - s - order.lgamma()).exp()).upper()

    def cells(self, low: arb, high: arb) -> tuple[list[_Cell], list[Span]]:
        """The stretches of S where certainly the region is not empty, and those where that is open. Between and beyond
        them it is certainly empty."""
        one_end = (-self.constant / self.a).exp()  # the ratio at v = 1 exceeds gamma below it
        first, start = (one_end.lower().max(low).min(high).mid(), one_end.upper().max(low).min(high).mid())
        cells, gaps = [_Cell(low, first, False)], [(first, start)]
        if self.side < 0:
            cells.append(_Cell(start, high, True))
        else:
            # Up to m the ratio is largest at v = 1, and below gamma.
            m, bottom = self.m, self.n * self.a - 1
            begin = start.max(m.upper()).min(high).mid()
            gaps.append((start.max(m.lower()).min(begin).mid(), begin))
            turn = bottom.mid().max(begin).min(high).mid()
            at_turn = self._height(bottom.union(turn)) if bottom.overlaps(turn) else self._height(turn)

            def height(s: arb) -> arb:
                return at_turn if s == turn else self._height(s)

            end, over = bracket(lambda s: -height(s), begin, turn)
            cells.append(_Cell(begin, end, True, int(self.side > 0 and end < over)))
            under, again = bracket(height, turn, high)
            cells.append(_Cell(again, high, True, -int(self.side > 0 and under < again)))
            gaps += [(end, over), (under, again)]
        return [cell for cell in cells if cell.left < cell.right], [gap for gap in gaps if gap[0] < gap[1]]

    def integrand(self, two: bool, average: _Average) -> Callable[[acb, bool], acb]:
        """log S -> the average's integrand times the density of log S."""
        a, m, order, shift = self.a, self.m, self.order, self.constant

        def ends(x: acb, s: acb, analytic: bool) -> tuple[_Place | None, _Place | None]:
            """The ends of the region; None: v = 0 and v = 1."""
            if self.side == 0:
                return None, _Place(1 - (shift + a * x) / s) if two else None
            middle, at = x.mid(), x.mid().exp()
            y = -(((order - 1) * middle - at + shift) / m).exp() / m
            principal = -m / at * y.lambertw()
            if self.side < 0:
                return None, place(principal, x, s, analytic, 0) if two else None
            other = -m / at * y.lambertw(middle=True)
            return place(principal, x, s, analytic, 0), place(other, x, s, analytic, 1) if two else None

        def place(root: acb, x: acb, s: acb, analytic: bool, side: int) -> _Place:
            """Where the root is that is this at the middle of x."""
            w = root.log() if x.is_exact() else near(root.log(), x, s)
            if analytic or x.imag != 0 or w.is_finite():
                return _Place(w.exp(), w)
            # On the line it lies between the peak and its side of (0, 1).
            peak = (m / s.real).max(arb(0)).min(arb(1)) if self.side > 0 else arb(1)
            return _Place(acb(peak.union(arb(side))), None, False)

        def near(w: acb, x: acb, s: acb) -> acb:
            """The root of m w + (1 - e^w) S - a log S = log gamma - C that is w at the middle of x."""
            centre, middle = acb(w.real.mid()), x.mid()
            v, at = centre.exp(), middle.exp()
            gap = m * centre + (1 - v) * at - a * middle - shift + ((1 - v) * s - a) * (x - middle)
            return _newton(w, centre, gap, m - at * v, lambda box: m - s * box.exp())

        def f(x: acb, analytic: bool) -> acb:
            s = x.exp()
            low, high = ends(x, s, analytic)
            if average.excess and s.real > 0 and not all(end is None or end.known for end in (low, high)):
                return acb(arb(0).union(average.most(self.highest(s.real)) * self._density(x).real))
            members = self._below(high, 1, analytic) - self._below(low, 0, analytic)
            others = self._above(high, s, x, 1, analytic) - self._above(low, s, x, 0, analytic)
            return average.of(members, others) * self._density(x)

        return f

    def along(self, closes: int, average: _Average) -> Callable[[acb, bool], acb]:
        """t -> the integrand along the edge v = m e^t/S of a region that closes at t = 0, where its two ends meet.

        On it S - (na-1) log S = log gamma - C - m log m + m (e^t - t): S is an analytic function of t, also at t = 0.
        """
        m, b, side = self.m, self.order - 1, -closes
        level = self.constant - m * m.log()

        def f(t: acb, analytic: bool) -> acb:
            base = t.real.mid()
            inside = -(-(level + m * (base.exp() - base)) / b).exp() / b
            root = (-b * inside.lambertw(0 if closes > 0 else -1)).log()
            steep = m * t.expm1()
            x = acb(root)
            if not t.is_exact():
                centre = root.mid()
                gap = centre.exp() - b * centre - level - m * (base.exp() - base) - steep * (t - base)
                x = _newton(x, acb(centre), gap, acb(centre.exp() - b), lambda box: box.exp() - b)
            s, w = x.exp(), m.log() + t - x
            if not w.is_finite():
                return NOT_ANALYTIC
            end = _Place(w.exp(), w)
            inner = average.of(self._below(end, 1, analytic), self._above(end, s, x, 1, analytic))
            return side * inner * self._density(x) * steep / (s - b)

        return f

    def parameters(self, cell: _Cell) -> tuple[arb, arb]:
        """The ends of t where a region that closes is cut off: S is there the end of the cell at which it does not."""
        s, m = (cell.left if cell.closes > 0 else cell.right), self.m
        height = (s - (self.order - 1) * s.log() - self.constant) / m + m.log()
        return tuple((-(-(-height).exp()).lambertw(branch)).log() for branch in (0, -1))

    def _density(self, x: acb) -> acb:
        """The density of log S, on a wide ball from its middle and the derivative: two terms nearly cancel there."""
        middle = x.mid()
        return (self.order * middle - middle.exp() + (self.order - x.exp()) * (x - middle) - self.log_gamma).exp()

    def _below(self, end: _Place | None, whole: int, analytic: bool) -> acb:
        """P1(V < v), from the middle of a ball and the derivative, and the logarithm of that in the same way."""
        if end is None:
            return acb(whole)
        a, order, v, w = self.a, self.order, end.v, end.w
        if self.exponential:
            return v ** (self.n - 1) if w is None else ((self.n - 1) * w).exp()
        size = abs(v).upper()
        if w is not None and size < arb(1) / 2 and not v.rad() < size * arb(2) ** -16:
            # The integral of t^{(n-1)a-1} (1-t)^{a-1} along the ray; analytic in w.
            most = ((order - a) * w.real - self.log_beta).exp() / (order - a)
            most *= ((1 - size) ** (a - 1)).max((1 + size) ** (a - 1))
            ball = arb(0, most.upper())
            return acb(ball, arb(0) if w.imag == 0 else ball)
        if not (off_cut(v) and off_cut(1 - v)):
            # A piece of the line that reaches 0 or 1, where the distribution function is monotone.
            return NOT_ANALYTIC if analytic else acb(self._beta_hull(v.real))
        middle, b = v.real.mid(), order - a
        height = (b - 1) * middle.log() + (a - 1) * (1 - middle).log() - self.log_beta
        slope = (height + ((b - 1) / v - (a - 1) / (1 - v)) * (v - middle)).exp()
        return self._beta(middle) + slope * (v - middle)

    def _beta(self, v: arb) -> arb:
        return lower(self.order - self.a, self.a, v, self.log_beta)

    def _beta_hull(self, v: arb) -> arb:
        first, last = v.lower().max(arb(0)).min(arb(1)), v.upper().max(arb(0)).min(arb(1))
        return self._beta(first).union(self._beta(last))

    def _above(self, end: _Place | None, s: acb, x: acb, whole: int, analytic: bool) -> acb:
        """P0(V < v) as P(Gamma(a) > (1 - v) S), less that for v = 0."""
        if end is None and whole:
            return acb(1)
        a, rest = self.a, acb(1) if end is None else 1 - end.v if end.w is None else -end.w.expm1()
        t = rest * s
        if self.exponential:
            return (-t).exp()
        if off_cut(rest) and abs(t) < 1:
            # t^a times an entire function: analytic in x on balls however wide.
            return 1 - (a * (x + rest.log())).exp() * t.gamma_lower(a, regularized=2)
        if not off_cut(t):
            first, last = t.real.lower().max(arb(0)), t.real.upper().max(arb(0))
            return NOT_ANALYTIC if analytic else acb(upper(a, first).union(upper(a, last)))
        middle = t.real.mid()
        height = (a - 1) * middle.log() - middle - a.lgamma()
        slope = (height + ((a - 1) / t - 1) * (t - middle)).exp()
        return upper(a, middle) - slope * (t - middle)


def _newton(root: acb, centre: acb, gap: acb, slope: acb, slopes: Callable[[acb], acb]) -> acb:
    """All of the zero of a function that is `root` at the middle of a ball of its parameter: interval Newton.

    `gap`: the function at `centre` for the whole ball; `slope` and `slopes`: its derivative there and on a box.
    """
    if not (root.is_finite() and gap.is_finite()) or slope.contains(0):
        return NOT_ANALYTIC
    room = 2 * ((gap / slope).abs_upper() + root.rad())
    for _ in range(4):
        ball = arb(0, room.upper())
        box = centre + acb(ball, ball)
        steep = slopes(box)
        if not steep.contains(0):
            found = centre - gap / steep
            if box.contains(found) and box.contains(root):
                return found
        room = 2 * room
    return NOT_ANALYTIC


def mp_leakage(a: MpNumber, n: int, gamma: MpNumber) -> MpNumber:
    """The same by an integral over S of the masses of an interval of u: the other order of integration."""
    m = (n - 1) * a - 1
    constant = mpmath.loggamma(n * a) - mpmath.loggamma((n - 1) * a) - mpmath.log(gamma)

    def log_ratio(u: MpNumber, s: MpNumber) -> MpNumber:
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
