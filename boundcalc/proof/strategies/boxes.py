"""Claims on a box, in ball arithmetic."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from ...numeric import Enclosure
from ..algebra import follows
from ..domain import Domain, Relation
from ..search import Found
from ..subdivide import Box, subdivide
from ..verdict import Verdict


def on_box(relation: Relation, domain: Domain, found: Found) -> Verdict | None:
    """Ball arithmetic over the box; ranges that depend on other symbols are stretched onto [0, 1]."""
    up = relation.ascending()
    slack = up.right - up.left
    box: Box = {}
    table: dict[sp.Symbol, sp.Expr] = {}
    for scalar in domain.scalars:
        low, high = scalar.lower.subs(table), scalar.upper.subs(table)
        if scalar.integer or not (low.is_finite is not False and high.is_finite is not False):
            return None
        if low.is_Rational and high.is_Rational:
            box[scalar.symbol] = (Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q)))
            continue
        t = sp.Dummy(f"t_{scalar.symbol}", nonnegative=True)
        box[t] = (Fraction(0), Fraction(1))
        table[scalar.symbol] = low + (high - low) * t
    if not box:
        return None
    if not _roots_are_safe(relation, domain):
        return None
    slack = slack.subs(table)
    constraints = [c.subs(table) for c in domain.constraints]
    touching = _touching(found, table)
    done = subdivide(slack, box, relation.strict, constraints, touching)
    if not done.complete:
        return None
    note = f", {done.touching} around a touching point by a definite second derivative" if done.touching else ""
    return Verdict("certified", f"{done.boxes} boxes{note}", cases=done.boxes, margin=_at_least(done.margin))


def _at_least(slack: arb | None) -> str:
    return "" if slack is None else f"at least {Enclosure.of_ball(slack).lower_str(3)}"


def _touching(found: Found, table: dict[sp.Symbol, sp.Expr]) -> list[dict[sp.Symbol, Fraction]]:
    """Where the search met the smallest slack, as a nearby simple rational point."""
    if found.point is None or table:
        return []
    point = {
        s: Fraction(int(x.p), int(x.q))
        for s, x in found.point.items()
        if isinstance(s, sp.Symbol) and isinstance(x, fmpq)
    }
    return [{s: x.limit_denominator(d) for s, x in point.items()} for d in (4, 12, 60, 10**9)]


def _roots_are_safe(relation: Relation, domain: Domain) -> bool:
    """Whether every even root is of a certainly non-negative number, so that balls may be cut at 0."""
    given = domain.hypotheses(relation)
    for side in (relation.left, relation.right):
        for power in side.atoms(sp.Pow):
            if power.exp.is_Rational and power.exp.q % 2 == 0 and not power.base.is_nonnegative:
                goal = Relation(sp.S.Zero, "<=", power.base)
                if not follows(goal, given):
                    return False
    return True
