"""Densities at the ends of their supports: what lies beyond a cut."""

from __future__ import annotations

import sympy as sp
from flint import arb

from ..laws import Law
from ..laws.mixture import Mixture, dominant
from ..laws.tail import TailForm
from ..numeric.ball import NoBallEvaluation, PrecisionTooLow, compile_ball, evaluate_ball, to_arb
from ..numeric.sign import certain_sign
from .pieces import Piece, log_density_on, middle_of

_MAX_LOG = 1_000_000  # tails are not followed beyond e^(this)


def least_cut(end: sp.Expr, side: int, middle: arb) -> arb:
    """The u of the middle point, and at least 2."""
    if not end.is_infinite:
        return (-abs(to_arb(evaluate_ball(end)) - middle).log()).max(arb(2))
    return (side * middle).log().max(arb(2)) if side * middle > 1 else arb(2)


def point_near(end: sp.Expr, side: int, u: arb) -> arb | None:
    """An exact point at or beyond u: |x| = e^u at an infinite end, distance e^-u at a finite one."""
    if u > _MAX_LOG:
        return None
    if end.is_infinite:
        return side * u.exp().upper()
    edge = to_arb(evaluate_ball(end))
    point = edge - side * (-u).exp()
    return point.lower() if side < 0 else point.upper()


def sign_beyond(form: TailForm, least: arb) -> tuple[arb, int] | None:
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


def form_near(law: Law, log_density: sp.Expr, piece: Piece, side: int) -> TailForm:
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
        inner = log_density_on(part, piece.x, piece.low, piece.high)
        if inner is not None:
            forms.append(form_near(part, inner, piece, side) + TailForm({}, sp.log(w)))
    return dominant(forms)


def _regular(log_density: sp.Expr, piece: Piece, side: int) -> TailForm:
    """The form of a log-density that stays bounded near this end of the piece."""
    end = piece.low if side < 0 else piece.high
    if end.is_infinite:
        raise NoBallEvaluation("no certified tail is known")
    function = compile_ball(log_density, [piece.x])
    edge, inner = to_arb(evaluate_ball(end)), middle_of(piece.low, piece.high)
    for k in range(200):
        reach = abs(edge - inner) * arb(2) ** (-k)
        near = (edge - side * reach).union(edge)
        value = to_arb(function(near))
        if value.is_finite():
            rational = [sp.Rational(str(part.fmpq())) for part in (value.mid(), value.rad())]
            return TailForm({}, rational[0], rational[1], sp.Rational(str((-reach.log()).upper().fmpq())))
    raise NoBallEvaluation("a density is singular inside the support of the other law")


def outgrows(size: TailForm, growth: TailForm) -> bool:
    """Whether |size| exp(growth) is not integrable although exp(growth) is: growth = -a u and size ~ e^{ku}, k >= a."""
    if not size.ordered or isinstance(size.ordered[0][0], str):
        return False
    key, c = growth.ordered[0]
    if key != "u":
        return False
    return bool(size.ordered[0][0] + c >= 0)


def cut_at(form: TailForm, jacobian: int, size: TailForm | None, least: arb, goal: arb) -> tuple[arb, arb]:
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
