"""The certified engine for two laws with densities on the line.

Nothing is told to it: it cuts the line where a density starts, ends or bends, finds the sign changes of p - gamma q in
balls (monotone pieces, interval Newton), takes masses from distribution and survival functions, and bounds what lies
beyond the last cut by the behaviour of the densities at the ends of their supports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

import sympy as sp
from flint import arb, fmpq

from ..laws.continuous import ContinuousLaw
from ..laws.tail import TailForm
from ..numeric.ball import NoBallEvaluation, Number, add, compile_ball, evaluate_ball, to_arb
from ..numeric.contradiction import nonnegative
from ..numeric.integrate import finite
from ..numeric.precision import current_bits, working_precision
from ..numeric.sign import certain_sign, order
from .crossings import GRID, Signs, Span, certain_sign_of, merged
from .ends import cut_at, form_near, least_cut, outgrows, point_near, sign_beyond
from .integrand import Integrand
from .pieces import Piece, log_power_on, log_ratio_on, middle_of, prepared
from .units import in_convenient_units

_MAX_SHELLS = 4_000


class Line:
    """Two laws on the line, in convenient units, with what the divergences ask about them at the working precision."""

    def __init__(self, p: ContinuousLaw, q: ContinuousLaw, units: bool = True) -> None:
        self.p, self.q = in_convenient_units(p, q) if units else (p, q)
        self.pieces, self._forms = prepared(self.p, self.q)

    # -- masses --------------------------------------------------------------------------------------------------------

    def mass(self, law: ContinuousLaw, low: Number | None, high: Number | None) -> Number:
        """P(low < X <= high) without cancellation in the tails."""
        cdf, survival = self.functions(law)
        if low is None or high is None:
            return fmpq(1) if low is high else cdf(high) if low is None else survival(low)
        below = cdf(low)
        mass = survival(low) - survival(high) if below > fmpq(1, 2) else cdf(high) - below
        return nonnegative(mass, "the mass of an interval", law, low, high)

    def functions(self, law: ContinuousLaw) -> tuple[Callable[..., Number], Callable[..., Number]]:
        """The distribution and the survival function of one of the two laws, in balls."""
        return self._functions[law]

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
            yield from merged(self._signs(piece, gamma, low, high))

    def _signs(self, piece: Piece, gamma: sp.Expr, low: Number | None, high: Number | None) -> Iterator[Span]:
        ratio, slope = log_ratio_on(piece)
        if not ratio.has(piece.x):
            sign = certain_sign(ratio - sp.log(gamma))
            if sign != 0:
                yield Span(low, high, sign)
            return
        log_ratio, level = compile_ball(ratio, [piece.x]), to_arb(evaluate_ball(sp.log(gamma)))
        signs = Signs(lambda y: log_ratio(y) - level, compile_ball(slope, [piece.x]))
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

    def _near(self, piece: Piece, gamma: sp.Expr, side: int, signs: Signs) -> tuple[arb, int | None]:
        """(exact point t, sign of p - gamma q between t and the end on this side); the sign is 0 when t is the end."""
        end = piece.low if side < 0 else piece.high
        if not end.is_infinite:
            edge = to_arb(evaluate_ball(end))
            if signs.is_smooth(edge):
                if edge.is_exact():
                    return edge, 0
                # The end is somewhere in a small ball: one sign for all of it.
                return (edge.upper() if side < 0 else edge.lower()), certain_sign_of(signs.at(edge))
        return self._outer(piece, gamma, side)

    def _outer(self, piece: Piece, gamma: sp.Expr, side: int) -> tuple[arb, int | None]:
        """(t, sign of p - gamma q between t and the end of the piece on this side)."""
        end = piece.low if side < 0 else piece.high
        try:
            form = self._form(piece, side, 1, -1) - TailForm({}, sp.log(gamma))
        except NoBallEvaluation:
            form = None
        if form is not None:
            known = sign_beyond(form, least_cut(end, side, middle_of(piece.low, piece.high)))
            if known is not None:
                point = point_near(end, side, known[0])
                if point is not None:
                    return point, known[1]
        # No sign is known near the end: walk towards it until the rest has no mass to speak of.
        goal = arb(2) ** (-current_bits() - 8)
        point = middle_of(piece.low, piece.high)
        for step in range(_MAX_SHELLS):
            before = point
            if end.is_infinite:
                point = middle_of(piece.low, piece.high) + side * arb(2) ** step
            else:
                reach = abs(to_arb(evaluate_ball(end)) - middle_of(piece.low, piece.high))
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
            parts.append(form_near(law, log_density, piece, side))
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
            value = self.integral(piece, log_power_on(piece, alpha, 1 - alpha), (alpha, 1 - alpha))
            if is_infinite(value):
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
            ratio = log_power_on(piece, sp.S.One, sp.S.NegativeOne)
            value = self.integral(piece, log_power_on(piece, sp.S.One, sp.S.Zero), (sp.S.One, sp.S.Zero), ratio)
            if is_infinite(value):
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
        end, middle = (piece.low if side < 0 else piece.high), middle_of(piece.low, piece.high)
        if not end.is_infinite and whole.is_regular(end):
            edge = to_arb(evaluate_ball(end))
            return _Half(whole, middle, side, lambda goal: (edge, arb(0)))
        form = self._form(piece, side, *powers)
        jacobian = 1 if end.is_infinite else -1
        size = None if whole.factor is None else self._form(piece, side, 1, -1)
        growth = form + TailForm({"u": sp.Integer(jacobian)})
        # p log(p/q) with a heavy tail of p and a light one of q: the ratio is above 1 there.
        if growth.direction >= 0 or (size is not None and outgrows(size, growth)):
            return None
        least, v = least_cut(end, side, middle), sp.Dummy("v", real=True)

        def cut(place: Callable[[arb], arb]) -> Callable[[arb], tuple[arb, arb]]:
            def at(goal: arb) -> tuple[arb, arb]:
                u, tail = cut_at(form, jacobian, size, least, goal)
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

            left, right, count = low, high, GRID
            for _ in range(GRID):
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
            reach = [width * 2**k for k in range(GRID)]
            cuts = [*((grid[i] - r).mid() for r in reversed(reach)), *((grid[i] + r).mid() for r in reach)]
            return (heights[i].exp() * width).mid(), cuts


def float_log2(x: arb) -> float:
    """About log2 x, for a size."""
    return float((x.log() / arb(2).log()).mid()) if x > 0 else -inf


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


def _end(end: sp.Expr) -> Number | None:
    return None if end.is_infinite else evaluate_ball(end)


def is_infinite(x: Number) -> bool:
    return isinstance(x, arb) and x.is_exact() and not x.is_finite() and not x.is_nan()
