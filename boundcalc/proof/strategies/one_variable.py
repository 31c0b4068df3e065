"""Claims in one variable: real-root isolation, directly, after squaring, or after taking logarithms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import sympy as sp
from flint import fmpq

from .. import binomial
from ..domain import Domain, Relation, Scalar
from ..identity import is_identity
from ..point import settle
from ..search import Found
from ..univariate import nonnegative_on


def one_variable(relation: Relation, domain: Domain, found: Found) -> str | None:
    """Real-root isolation, directly, after squaring, or after taking logarithms; on both sides of a touching point."""
    if len(domain.scalars) != 1 or domain.constraints or relation.operator == "=":
        return None
    (scalar,) = domain.scalars
    if scalar.values or not (scalar.lower.is_number and scalar.upper.is_number):
        return None
    if scalar.integer and scalar.upper.is_finite:
        return None
    x = scalar.symbol
    if binomial.mentions(relation):
        if not (scalar.lower.is_Rational and scalar.upper.is_Rational):
            return None
        sizes = {node.args[0] for node in binomial.mentions(relation)}
        if len(sizes) != 1 or not all(size.is_Integer for size in sizes):
            return None
        between = between_kinks(relation, scalar, int(sizes.pop()))
        return f"{between[0]}, {len(between)} intervals between kinks" if between else None
    # The search has met the ends that belong to the range; a continuous slack is settled by the open interval.
    if relation.strict and not _strict_at_ends(relation, scalar):
        return None
    how = _on_interval(relation, x, scalar, relation.strict)
    if how or relation.strict or found.point is None or not isinstance(found.point.get(x), fmpq):
        return how
    at = Fraction(int(found.point[x].p), int(found.point[x].q)).limit_denominator(60)
    middle = sp.Rational(at.numerator, at.denominator)
    if not scalar.lower < middle < scalar.upper:
        return None
    halves = (replace(scalar, upper=middle), replace(scalar, lower=middle))
    hows = [_on_interval(relation, x, half, False) for half in halves]
    return f"{hows[0]}, on both sides of {x} = {middle}" if all(hows) else None


def between_kinks(relation: Relation, scalar: Scalar, n: int) -> list[str] | None:
    """How a claim on the binomial deviation is shown on each interval between its kinks; None where one is open."""
    pieces = [*binomial.pieces(relation, scalar, n)]
    if not pieces or (relation.strict and not _strict_at_kinks(relation, pieces)):
        return None
    hows = []
    for piece, where in pieces:
        how = _on_interval(piece, scalar.symbol, where, relation.strict)
        if how is None:
            return None
        hows.append(how)
    return hows


def _strict_at_ends(relation: Relation, scalar: Scalar) -> bool:
    ends = [e for e, is_open in ((scalar.lower, scalar.open_lower), (scalar.upper, scalar.open_upper)) if not is_open]
    return all(holds_at(relation, scalar.symbol, end) for end in ends if end.is_finite)


def _strict_at_kinks(relation: Relation, pieces: Iterable[tuple[Relation, Scalar]]) -> bool:
    """Whether a strict claim holds at the kinks themselves, which the open intervals between them leave out."""
    ends = {(where.symbol, end) for _, where in pieces for end in (where.lower, where.upper)}
    return all(holds_at(relation, x, end) for x, end in ends)


def holds_at(relation: Relation, x: sp.Symbol, at: sp.Expr) -> bool:
    here = relation.subs({x: at})
    try:
        answer = settle(here, {})[0]
    except (ArithmeticError, ValueError):
        return False
    return answer is True or (answer is None and not relation.strict and is_identity(here.left - here.right))


def _on_interval(relation: Relation, x: sp.Symbol, scalar: Scalar, strict: bool) -> str | None:
    up = relation.ascending()
    low, high = scalar.lower, scalar.upper
    left2, right2 = up.left**2, up.right**2
    rational = (up.right - up.left).is_rational_function(x)
    if not rational and all(side.is_rational_function(x) for side in (left2, right2)):
        if not _is_root(up.right, x, low, high):
            return None
        how = nonnegative_on(right2 - left2, x, low, high, strict)
        return f"squares, {how}" if how else None
    tower = any(x in e.exp.free_symbols and x in e.base.free_symbols for e in (up.right - up.left).atoms(sp.Pow))
    how = None if tower else nonnegative_on(up.right - up.left, x, low, high, strict)
    if how:
        return how
    if up.left.is_positive and up.right.is_positive:
        logs = sp.expand_log(sp.log(up.right), force=True) - sp.expand_log(sp.log(up.left), force=True)
        if high == sp.oo and low.is_positive:
            # Infinity is 0 for the reciprocal, where limits are easy to take.
            t = sp.Symbol(f"{x}_", positive=True)
            logs = sp.expand_log(logs.subs(x, 1 / t), force=True)
            logs = sp.together(
                logs.replace(sp.log, lambda a: sp.expand_log(sp.log(sp.cancel(sp.together(a))), force=True))
            )
            how = nonnegative_on(logs, t, sp.S.Zero, 1 / low, strict)
        else:
            how = nonnegative_on(logs, x, low, high, strict)
        if how:
            return f"logarithms, {how}"
    return None


def _is_root(expr: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool:
    """Certainly non-negative: a product of roots, non-negative numbers and polynomials that are non-negative here."""
    for factor in sp.Mul.make_args(expr):
        if factor.is_nonnegative or (isinstance(factor, sp.Pow) and factor.exp.is_Rational and factor.exp.q == 2):
            continue
        if nonnegative_on(factor, x, low, high) is None:
            return False
    return True
