"""The certified engine for two laws with densities on the line.

Nothing is told to it: it cuts the line where a density starts, ends or bends, finds the sign changes of p - gamma q in
balls (monotone pieces, interval Newton), takes masses from distribution and survival functions, and bounds what lies
beyond the last cut by the behaviour of the densities at the ends of their supports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, cmp_to_key, lru_cache
from itertools import pairwise
from math import inf
from typing import Any

import sympy as sp
from flint import arb, fmpq

from ..functions.log_sum_exp import LogSumExp
from ..laws.continuous import ContinuousLaw
from ..laws.mixture import Mixture, dominant
from ..laws.tail import TailForm
from ..numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, add, compile_ball, evaluate_ball, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.integrate import finite
from ..numeric.precision import current_bits, working_precision
from ..numeric.sign import certain_sign, order
from .integrand import Integrand, multiplied_out
from .units import in_convenient_units

_MAX_PIECES = 20_000
_MAX_SHELLS = 4_000
_GRID = 32
_MAX_LOG = 1_000_000  # tails are not followed beyond e^(this)


@dataclass(frozen=True)
class Piece:
    """An interval inside which both densities are smooth; a log-density of None means that the law is absent."""

    low: sp.Expr
    high: sp.Expr
    x: sp.Symbol
    log_p: sp.Expr | None
    log_q: sp.Expr | None


@dataclass(frozen=True)
class Span:
    """An interval (ends None when infinite) with the certain sign of p - gamma q on it; None when it is open."""

    low: Number | None
    high: Number | None
    sign: int | None


def pieces(p: ContinuousLaw, q: ContinuousLaw) -> list[Piece]:
    """The line cut at the ends of the supports and at the kinks of both laws."""
    points: list[sp.Expr] = []
    for point in sorted({*p.support, *q.support, *p.kinks, *q.kinks}, key=cmp_to_key(order)):
        if not points or order(points[-1], point):
            points.append(point)
    out = []
    for low, high in pairwise(points):
        x = sp.Dummy("x", positive=True) if order(low, sp.S.Zero) >= 0 else sp.Dummy("x", real=True)
        out.append(Piece(low, high, x, _log_density(p, x, low, high), _log_density(q, x, low, high)))
    return out


@lru_cache(maxsize=64)
def _prepared(p: ContinuousLaw, q: ContinuousLaw) -> tuple[list[Piece], dict[Any, TailForm]]:
    """The symbolic work on a pair, done once: many gammas are asked of the same pair."""
    return pieces(p, q), {}


@lru_cache(maxsize=256)
def _log_ratio(piece: Piece) -> tuple[sp.Expr, sp.Expr]:
    """(log p/q, its derivative), in forms that lose little in balls."""
    assert piece.log_p is not None
    assert piece.log_q is not None
    ratio = multiplied_out(sp.expand_log(piece.log_p - piece.log_q), piece.x)
    slope = ratio.diff(piece.x)
    if slope.is_rational_function(piece.x) and all(number.is_Rational for number in slope.atoms(sp.Number)):
        return ratio, sp.factor(sp.together(slope))
    return ratio, slope


@lru_cache(maxsize=1024)
def _log_power(piece: Piece, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """a log p + b log q, multiplied out so that equal terms cancel."""
    assert piece.log_p is not None
    assert piece.log_q is not None
    total = sp.expand_log(a * piece.log_p + b * piece.log_q)
    return multiplied_out(total.replace(LogSumExp, lambda *logs: _relative(logs, piece.x)), piece.x)


def _relative(logs: tuple[sp.Expr, ...], x: sp.Symbol) -> sp.Expr:
    """log sum e^{l_i} = l_0 + log(1 + sum e^{l_i - l_0}): what the terms have in common cancels."""
    first, *others = logs
    gaps = []
    for log in others:
        gap = multiplied_out(sp.expand_log(log - first), x)
        gaps.append(gap if gap.is_polynomial(x) and sp.degree(gap, x) < 2 else log - first)
    return first + LogSumExp(sp.S.Zero, *gaps)


def _log_density(law: ContinuousLaw, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    if order(law.support[0], low) > 0 or order(high, law.support[1]) > 0:
        return None
    value = law._log_density_within(x, low, high)
    return None if value is -sp.oo else value


class Line:
    """Two laws on the line, in convenient units, with what the divergences ask about them at the working precision."""

    def __init__(self, p: ContinuousLaw, q: ContinuousLaw, units: bool = True) -> None:
        self.p, self.q = in_convenient_units(p, q) if units else (p, q)
        self.pieces, self._forms = _prepared(self.p, self.q)

    # -- masses --------------------------------------------------------------------------------------------------------

    def mass(self, law: ContinuousLaw, low: Number | None, high: Number | None) -> Number:
        """P(low < X <= high) without cancellation in the tails."""
        cdf, survival = self._functions[law]
        if low is None or high is None:
            return fmpq(1) if low is high else cdf(high) if low is None else survival(low)
        below = cdf(low)
        mass = survival(low) - survival(high) if below > fmpq(1, 2) else cdf(high) - below
        return nonnegative(mass, "the mass of an interval", law, low, high)

    @cached_property
    def _functions(self) -> dict[ContinuousLaw, tuple[Callable[..., Number], Callable[..., Number]]]:
        return {law: (_at(law, law._cdf, 0), _at(law, law._survival, 1)) for law in {self.p, self.q}}

    # -- sign changes --------------------------------------------------------------------------------------------------

    def spans(self, gamma: sp.Expr) -> Iterator[Span]:
        """The line in intervals with the sign of p - gamma q, from left to right within each piece."""
        for piece in self.pieces:
            low, high = _end(piece.low), _end(piece.high)
            if piece.log_p is None or piece.log_q is None:
                if piece.log_p is not None or piece.log_q is not None:
                    yield Span(low, high, 1 if piece.log_p is not None else -1)
                continue
            yield from _merged(self._signs(piece, gamma, low, high))

    def _signs(self, piece: Piece, gamma: sp.Expr, low: Number | None, high: Number | None) -> Iterator[Span]:
        ratio, slope = _log_ratio(piece)
        if not ratio.has(piece.x):
            sign = certain_sign(ratio - sp.log(gamma))
            if sign != 0:
                yield Span(low, high, sign)
            return
        log_ratio, level = compile_ball(ratio, [piece.x]), to_arb(evaluate_ball(sp.log(gamma)))
        signs = _Signs(lambda y: log_ratio(y) - level, compile_ball(slope, [piece.x]))
        start, left = self._near(piece, gamma, -1, signs)
        stop, right = self._near(piece, gamma, 1, signs)
        if not start < stop:
            yield Span(low, high, left if left == right else None)
            return
        if left != 0:
            yield Span(low, start, left)
        yield from signs.between(start, stop)
        if right != 0:
            yield Span(stop, high, right)

    def _near(self, piece: Piece, gamma: sp.Expr, side: int, signs: _Signs) -> tuple[arb, int | None]:
        """(exact point t, sign of p - gamma q between t and the end on this side); the sign is 0 when t is the end."""
        end = piece.low if side < 0 else piece.high
        if not end.is_infinite:
            edge = to_arb(evaluate_ball(end))
            if signs.is_smooth(edge):
                if edge.is_exact():
                    return edge, 0
                # The end is somewhere in a small ball: one sign for all of it.
                return (edge.upper() if side < 0 else edge.lower()), _sign(signs.at(edge))
        return self._outer(piece, gamma, side)

    def _outer(self, piece: Piece, gamma: sp.Expr, side: int) -> tuple[arb, int | None]:
        """(t, sign of p - gamma q between t and the end of the piece on this side)."""
        end = piece.low if side < 0 else piece.high
        try:
            form = self._form(piece, side, 1, -1) - TailForm({}, sp.log(gamma))
        except NoBallEvaluation:
            form = None
        if form is not None:
            known = _sign_beyond(form, _least(end, side, _middle(piece.low, piece.high)))
            if known is not None:
                point = _point(end, side, known[0])
                if point is not None:
                    return point, known[1]
        # No sign is known near the end: walk towards it until the rest has no mass to speak of.
        goal = arb(2) ** (-current_bits() - 8)
        point = _middle(piece.low, piece.high)
        for step in range(_MAX_SHELLS):
            before = point
            if end.is_infinite:
                point = _middle(piece.low, piece.high) + side * arb(2) ** step
            else:
                reach = abs(to_arb(evaluate_ball(end)) - _middle(piece.low, piece.high))
                point = (to_arb(evaluate_ball(end)) - side * reach * arb(2) ** (-step)).mid()
            ends = (point, _end(end)) if side > 0 else (_end(end), point)
            mass = to_arb(self.mass(self.p, *ends))
            if not mass.is_finite():  # too far for the distribution function
                return before, None
            if mass <= goal:
                break
        return point, None

    # -- behaviour at the ends -----------------------------------------------------------------------------------------

    def _form(self, piece: Piece, side: int, a: sp.Expr | int, b: sp.Expr | int) -> TailForm:
        """a log p + b log q near the lower (-1) or upper (1) end of a piece."""
        key = piece, side, sp.S(a), sp.S(b)
        if key not in self._forms:
            self._forms[key] = self._new_form(piece, side, *key[2:])
        return self._forms[key]

    def _new_form(self, piece: Piece, side: int, a: sp.Expr, b: sp.Expr) -> TailForm:
        parts = []
        for law, log_density in ((self.p, piece.log_p), (self.q, piece.log_q)):
            assert log_density is not None
            parts.append(_near(law, log_density, piece, side))
        return parts[0] * a + parts[1] * b

    # -- integrals -----------------------------------------------------------------------------------------------------

    def power_integral(self, alpha: sp.Expr) -> Number:
        """int p^alpha q^(1-alpha), alpha > 0; +oo exactly when it diverges."""
        total: Number = fmpq(0)
        if alpha == 1:
            for piece in self.pieces:
                if piece.log_p is not None and piece.log_q is not None:
                    total = add(total, self.mass(self.p, _end(piece.low), _end(piece.high)))
            return total
        for piece in self.pieces:
            if piece.log_q is None and piece.log_p is not None and order(alpha, sp.S.One) > 0:
                return arb.pos_inf()
        for piece in self.pieces:
            if piece.log_p is None or piece.log_q is None:
                continue
            value = self.integral(piece, _log_power(piece, alpha, 1 - alpha), (alpha, 1 - alpha))
            if _is_infinite(value):
                return value
            total = add(total, value)
        return total

    def relative_entropy(self) -> Number:
        """int p log(p/q); +oo exactly when it diverges."""
        if any(piece.log_p is not None and piece.log_q is None for piece in self.pieces):
            return arb.pos_inf()
        total: Number = fmpq(0)
        for piece in self.pieces:
            if piece.log_p is None or piece.log_q is None:
                continue
            ratio = _log_power(piece, sp.S.One, sp.S.NegativeOne)
            value = self.integral(piece, _log_power(piece, sp.S.One, sp.S.Zero), (sp.S.One, sp.S.Zero), ratio)
            if _is_infinite(value):
                return value
            total = add(total, value)
        return total

    def integral(
        self, piece: Piece, exponent: sp.Expr, powers: tuple[sp.Expr, sp.Expr], ratio: sp.Expr | None = None
    ) -> Number:
        """The integral over a piece of e^exponent = p^a q^b, (a, b) = powers, times the ratio log p/q where given."""
        if ratio == 0:
            return fmpq(0)
        halves = [self._half(piece, Integrand(exponent, ratio, piece.x), side, powers) for side in (-1, 1)]
        goal = arb(2) ** (-current_bits() - 8)
        found = [half for half in halves if half is not None]
        if len(found) < len(halves):
            return arb.pos_inf()
        if ratio is not None:
            return sum((half.value(goal, None) for half in found), arb(0))
        scale = max((half.scale(goal) for half in found), key=float_log2)
        goal = goal * scale if scale > 0 else goal
        return sum((half.value(goal, goal) for half in found), arb(0))

    def _half(self, piece: Piece, whole: Integrand, side: int, powers: tuple[sp.Expr, sp.Expr]) -> _Half | None:
        """The part of a piece on one side of its middle, None when the integral diverges there."""
        end, middle = (piece.low if side < 0 else piece.high), _middle(piece.low, piece.high)
        if not end.is_infinite and whole.is_regular(end):
            edge = to_arb(evaluate_ball(end))
            return _Half(whole, middle, side, lambda goal: (edge, arb(0)))
        form = self._form(piece, side, *powers)
        jacobian = 1 if end.is_infinite else -1
        size = None if whole.factor is None else self._form(piece, side, 1, -1)
        growth = form + TailForm({"u": sp.Integer(jacobian)})
        # p log(p/q) with a heavy tail of p and a light one of q: the ratio is above 1 there.
        if growth.direction >= 0 or (size is not None and _outgrows(size, growth)):
            return None
        least, v = _least(end, side, middle), sp.Dummy("v", real=True)

        def cut(place: Callable[[arb], arb]) -> Callable[[arb], tuple[arb, arb]]:
            def at(goal: arb) -> tuple[arb, arb]:
                u, tail = _cut(form, jacobian, size, least, goal)
                return place(u), tail if size is None else tail.union(-tail)

            return at

        if not end.is_infinite:
            # The distance from the end is e^-v: powers of it become exponentials, and no digit is lost.
            first = -abs(to_arb(evaluate_ball(end)) - middle).log()
            return _Half(whole.at(end - side * sp.exp(-v), v, -v), first, 1, cut(lambda u: u))
        if isinstance(growth.ordered[0][0], str):
            # A heavy tail: |x - middle| = e^v - 1.
            centre = sp.Rational(str(middle.fmpq()))
            far = whole.at(centre + side * (sp.exp(v) - 1), v, v)
            return _Half(far, arb(0), 1, cut(lambda u: (1 + abs(u.exp() - side * middle)).log().upper()))
        return _Half(whole, middle, side, cut(lambda u: side * u.exp().upper()))


@dataclass(frozen=True)
class _Half:
    """An integral from `start` to the given side, up to where `cut` says that the rest is below a goal."""

    integrand: Integrand
    start: arb
    side: int
    cut: Callable[[arb], tuple[arb, arb]]
    """goal -> (where to stop, ball of what lies beyond)."""

    def value(self, goal: arb, tolerance: arb | None) -> arb:
        end, tail = self.cut(goal)
        low, high = (end, self.start) if self.side < 0 else (self.start, end)
        cuts = [] if tolerance is None else self.peak(low.mid(), high.mid())[1]
        points = [low, *(cut for cut in cuts if low < cut < high), high]
        return sum((finite(self.integrand.function, a, b, tolerance) for a, b in pairwise(points)), tail)

    def scale(self, goal: arb) -> arb:
        """About the size of the integral."""
        end, _ = self.cut(goal)
        low, high = (end, self.start) if self.side < 0 else (self.start, end)
        return self.peak(low.mid(), high.mid())[0]

    def peak(self, low: arb, high: arb) -> tuple[arb, list[arb]]:
        """(about the integral from low to high, 0 where nothing is found, points around its peak): an aid to speed."""
        with working_precision(64 + current_bits() // 4):
            log = compile_ball(self.integrand.exponent, [self.integrand.x])

            def height(x: arb) -> arb:
                y = to_arb(log(x))
                return y.mid() if y.is_finite() else arb.neg_inf()

            left, right, count = low, high, _GRID
            for _ in range(_GRID):
                width = (right - left).mid()
                grid = [(left + width * fmpq(i, count)).mid() for i in range(count + 1)]
                heights = [height(x) for x in grid]
                i = max(range(count + 1), key=lambda j: float(heights[j]))
                if not heights[i].is_finite():
                    return arb(0), []
                left, right = grid[max(i - 1, 0)], grid[min(i + 1, count)]
                if heights[i] - heights[max(i - 1, 0)] < 1 and heights[i] - heights[min(i + 1, count)] < 1:
                    break
                count = 4
            width = (right - left).mid()
            reach = [width * 2**k for k in range(_GRID)]
            cuts = [*((grid[i] - r).mid() for r in reversed(reach)), *((grid[i] + r).mid() for r in reach)]
            return (heights[i].exp() * width).mid(), cuts


def float_log2(x: arb) -> float:
    """About log2 x, for a size."""
    return float((x.log() / arb(2).log()).mid()) if x > 0 else -inf


def _least(end: sp.Expr, side: int, middle: arb) -> arb:
    """The u of the middle point, and at least 2."""
    if not end.is_infinite:
        return (-abs(to_arb(evaluate_ball(end)) - middle).log()).max(arb(2))
    return (side * middle).log().max(arb(2)) if side * middle > 1 else arb(2)


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of the same certain sign joined."""
    last: Span | None = None
    for span in spans:
        if last is not None and span.sign is not None and span.sign == last.sign:
            last = Span(last.low, span.high, span.sign)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


class _Signs:
    """Certain signs of a function on intervals, from the function and its derivative in balls."""

    def __init__(self, function: Callable[..., Number], slope: Callable[..., Number]) -> None:
        self.function, self.slope = function, slope

    def at(self, x: arb) -> arb:
        return to_arb(self.function(x))

    def is_smooth(self, x: arb) -> bool:
        """Whether function and derivative are finite at x."""
        try:
            return bool(self.at(x).is_finite() and to_arb(self.slope(x)).is_finite())
        except ZeroDivisionError:
            return False

    def between(self, low: arb, high: arb) -> Iterator[Span]:
        stack, work = [(low, high)], 0
        while stack:
            left, right = stack.pop()
            work += 1
            box = left.union(right)
            sign = _sign(self.at(box))
            if sign:
                yield Span(left, right, sign)
                continue
            slope = to_arb(self.slope(box))
            if slope > 0 or slope < 0:
                sign = _sign(self.at(left))
                if sign and sign == _sign(self.at(right)):
                    yield Span(left, right, sign)
                    continue
                a, b = self._root(left, right, slope)
                rises = 1 if slope > 0 else -1
                if left < a:
                    yield Span(left, a, -rises)
                yield Span(a, b, None)
                if b < right:
                    yield Span(b, right, rises)
                continue
            middle = box.mid()
            if slope.is_finite():
                sign = _sign(self.at(middle) + slope * (box - middle))
                if sign:
                    yield Span(left, right, sign)
                    continue
            narrow = box.rad() <= arb(2) ** (-current_bits() + 4) * (1 + abs(box))
            if work > _MAX_PIECES or narrow or not left < middle < right:
                yield Span(left, right, None)
                continue
            stack += [(middle, right), (left, middle)]

    def _root(self, low: arb, high: arb, slope: arb) -> tuple[arb, arb]:
        """An interval that contains every root of a monotone function in [low, high]; Newton's method in balls."""
        while True:
            box = low.union(high)
            middle = box.mid()
            step = middle - self.at(middle) / slope
            if not step.is_finite():
                return low, high
            a, b = low.max(step.lower()).mid(), high.min(step.upper()).mid()
            if not a <= b:
                # The root lies outside: the sign is the same throughout, at the end that Newton points to.
                return (low, low) if step < low else (high, high)
            if not (b - a) < (high - low) * 3 / 4:
                return a, b
            low, high = a, b
            narrowed = to_arb(self.slope(low.union(high)))
            slope = narrowed if narrowed.is_finite() and not narrowed.contains(0) else slope


def _at(law: ContinuousLaw, function: Callable[[sp.Expr], sp.Expr], outside: int) -> Callable[..., Number]:
    """The distribution (outside = 0) or survival (1) function in balls, on the whole line."""
    x = sp.Dummy("x", real=True)
    inside = compile_ball(function(x), [x])
    low, high = (_end(end) for end in law.support)

    def value(y: Number) -> Number:
        if low is not None and y <= low:
            return fmpq(outside)
        if high is not None and y >= high:
            return fmpq(1 - outside)
        return inside(y)

    return value


def _sign(x: arb) -> int | None:
    return 1 if x > 0 else -1 if x < 0 else None


def _end(end: sp.Expr) -> Number | None:
    return None if end.is_infinite else evaluate_ball(end)


def _middle(low: sp.Expr, high: sp.Expr) -> arb:
    """An exact point inside an interval."""
    if low.is_infinite:
        return arb(0) if high.is_infinite else (to_arb(evaluate_ball(high)) - 1).mid()
    if high.is_infinite:
        return (to_arb(evaluate_ball(low)) + 1).mid()
    return ((to_arb(evaluate_ball(low)) + to_arb(evaluate_ball(high))) / 2).mid()


def _point(end: sp.Expr, side: int, u: arb) -> arb | None:
    """An exact point at or beyond u: |x| = e^u at an infinite end, distance e^-u at a finite one."""
    if u > _MAX_LOG:
        return None
    if end.is_infinite:
        return side * u.exp().upper()
    edge = to_arb(evaluate_ball(end))
    point = edge - side * (-u).exp()
    return point.lower() if side < 0 else point.upper()


def _sign_beyond(form: TailForm, least: arb) -> tuple[arb, int] | None:
    """(u, sign): the form has this sign on all of [u, oo)."""
    sign = form.direction or certain_sign(form.constant)
    if not sign:
        return None
    falling = form if sign < 0 else form * sp.S.NegativeOne
    u = least.max(to_arb(evaluate_ball(form.start))).upper()
    while u < _MAX_LOG:
        if (not form.ordered or falling.slope_bound(u) is not None) and falling.bound(u) < 0:
            return u, sign
        u = (u * 5 / 4).mid()
    return None


def _near(law: Any, log_density: sp.Expr, piece: Piece, side: int) -> TailForm:
    """The form of a law near the lower (-1) or upper (1) end of a piece."""
    end = piece.low if side < 0 else piece.high
    if law.support[(side + 1) // 2] == end:
        return law.tail(side)
    try:
        return _regular(log_density, piece, side)
    except NoBallEvaluation:
        if not isinstance(law, Mixture):
            raise
    # A component starts or ends here with an infinite density.
    forms = []
    for w, part in law._parts:
        inner = _log_density(part, piece.x, piece.low, piece.high)
        if inner is not None:
            forms.append(_near(part, inner, piece, side) + TailForm({}, sp.log(w)))
    return dominant(forms)


def _regular(log_density: sp.Expr, piece: Piece, side: int) -> TailForm:
    """The form of a log-density that stays bounded near this end of the piece."""
    end = piece.low if side < 0 else piece.high
    if end.is_infinite:
        raise NoBallEvaluation("no certified tail is known")
    function = compile_ball(log_density, [piece.x])
    edge, inner = to_arb(evaluate_ball(end)), _middle(piece.low, piece.high)
    for k in range(200):
        reach = abs(edge - inner) * arb(2) ** (-k)
        near = (edge - side * reach).mid().union(edge)
        value = to_arb(function(near))
        if value.is_finite():
            rational = [sp.Rational(str(part.fmpq())) for part in (value.mid(), value.rad())]
            return TailForm({}, rational[0], rational[1], sp.Rational(str((-reach.log()).upper().fmpq())))
    raise NoBallEvaluation("a density is singular inside the support of the other law")


def _outgrows(size: TailForm, growth: TailForm) -> bool:
    """Whether |size| exp(growth) is not integrable although exp(growth) is: growth = -a u and size ~ e^{ku}, k >= a."""
    if not size.ordered or isinstance(size.ordered[0][0], str):
        return False
    key, c = growth.ordered[0]
    if key != "u":
        return False
    return bool(size.ordered[0][0] + c >= 0)


def _cut(form: TailForm, jacobian: int, size: TailForm | None, least: arb, goal: arb) -> tuple[arb, arb]:
    """(u, ball [0, bound] of the integral beyond u): the bound is at most the goal where that can be reached."""
    start = least.max(to_arb(evaluate_ball(form.start)))
    if size is not None:
        start = start.max(to_arb(evaluate_ball(size.start)))
    u, best = start.upper(), None
    while u < _MAX_LOG:
        bound = form.integral_bound(u, jacobian, size)
        if bound.is_finite():
            best = u, arb(0).union(bound)
            if bound <= goal:
                break
        u = (u * 11 / 10).mid()
    if best is None:
        raise PrecisionTooLow("no finite bound on the tail of an integral")
    return best


def _is_infinite(x: Number) -> bool:
    return isinstance(x, arb) and x.is_exact() and not x.is_finite() and not x.is_nan()
