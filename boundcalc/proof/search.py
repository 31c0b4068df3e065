"""Looking for a counterexample: corners, kinks, random points and models, then downhill on the slack.

Floats steer the search and decide nothing: what is reported is settled in exact rationals or in balls.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from ..numeric import Enclosure
from ..numeric.ball import NoBallEvaluation, PrecisionTooLow, to_arb
from ..numeric.exact import to_fmpq
from ..numeric.number import Number
from ..numeric.precision import working_precision
from .candidates import belongs_to, points, solved_for
from .domain import Domain, Relation
from .downhill import downhill
from .point import MovingPoint, Point, Undefined, settle
from .vocabulary import ELEMENTARY

_DEEP = 500  # with a budget from here, narrow dips are looked for as well
_MARGINS = 100  # points close to the smallest slack that are evaluated again with more bits, where that is cheap


@dataclass
class Found:
    """What a search met: a certain counterexample, or the smallest slack; how many points; where it is undefined."""

    counterexample: str = ""
    margin: str = ""
    tightest: str = ""
    cases: int = 0
    admitted: int = 0
    undecided: int = 0
    undefined: str = ""
    point: Point | None = None


def search(relation: Relation, domain: Domain, seed: int = 0, budget: int = 400) -> Found:
    """Try the relation at up to `budget` points of the domain, then go downhill from the tightest ones."""
    rng = random.Random(seed)
    return search_at(relation, domain, points(domain, rng, budget, relation), rng, budget)


def search_at(
    relation: Relation,
    domain: Domain,
    tried: Iterable[MovingPoint],
    rng: random.Random | None = None,
    budget: int = 0,
) -> Found:
    """The same at the points given; `~` cannot fail at a point."""
    found = Found()
    if relation.operator == "~":
        return found
    rng = rng or random.Random(0)
    met: list[_Met] = []
    for given in tried:
        point = {s: x if not isinstance(x, sp.Rational) else to_fmpq(x) for s, x in given.items()}
        found.admitted += 1
        if _try(relation, domain, point, found, met):
            return found
    if relation.operator != "=":
        deep = budget >= _DEEP and not domain.arrays and len(domain.scalars) <= 3 and _is_elementary(relation)
        for start in sorted(met, key=lambda one: one.steering)[:4]:
            point = downhill(relation, domain, start.point, rng, deep)
            if _try(relation, domain, point, found, met, (64, 256, 1024)):
                return found
        if met:
            found.point = min(met, key=lambda one: one.steering).point
            _margin(found, relation, domain, met)
    return found


def _refutes(found: Found, relation: Relation, domain: Domain, point: MovingPoint, left: Number, right: Number) -> None:
    found.counterexample = f"{describe(point, domain)}: {_sides(relation, left, right)}"
    found.point = point


@dataclass
class _Met:
    """A point of the domain where both sides have a value: what steers the search, and the slack."""

    point: MovingPoint
    steering: float
    gap: Number


def _try(
    relation: Relation,
    domain: Domain,
    point: MovingPoint,
    found: Found,
    met: list[_Met],
    bits: tuple[int, ...] = (64, 256),
) -> bool:
    """Whether the point refutes the relation; else it is added to what was met."""
    try:
        answer, left, right = settle(relation, point, bits)
    except Undefined as why:
        if not domain.arrays and not found.undefined and belongs_to(domain, point):
            found.undefined = f"not defined at {describe(point, domain)}: {why}"
        return False
    except (PrecisionTooLow, NoBallEvaluation, OverflowError):
        found.undecided += 1
        return False
    if left is None or right is None or not all(to_arb(side).is_finite() for side in (left, right)):
        found.undecided += 1
        return False
    if not belongs_to(domain, point):
        return False
    found.cases += 1
    if answer is False:
        _refutes(found, relation, domain, point, left, right)
        return True
    found.undecided += answer is None and relation.operator == "="
    with working_precision(64):
        met.append(_Met(point, _slack(relation, left, right), right - left))
    return False


def _sides(relation: Relation, left: Number, right: Number) -> str:
    """The two sides, with as many digits as it takes to see the difference."""
    operator = relation.ascending().operator
    sign = {"<=": ">", "<": ">=", "=": "!="}[operator]
    shown = "", ""
    for digits in (9, 20, 60, 200):
        shown = _number(left, digits), _number(right, digits)
        if shown[0] != shown[1]:
            return f"{shown[0]} {sign} {shown[1]}"
    with working_precision(1024):
        gap = left - right
        if isinstance(gap, fmpq) and gap == 0:
            return f"{shown[0]} = {shown[1]}"
        return f"{shown[0]} {sign} {shown[1]}, by {_number(gap)}"


def _number(x: Number, digits: int = 9) -> str:
    """Exactly where that is short, else the digits that are certain."""
    if isinstance(x, fmpq) and len(text := str(x)) <= 24:
        return text
    return _enclosed(x).to_string(digits)


def _enclosed(x: Number) -> Enclosure:
    return Enclosure.point(Fraction(int(x.p), int(x.q))) if isinstance(x, fmpq) else Enclosure.of_ball(x)


def _margin(found: Found, relation: Relation, domain: Domain, met: list[_Met]) -> None:
    """The smallest of the slacks right - left: to the digits that are certain, or the most that it can be."""
    close = _smallest(met)
    if len(close) <= _MARGINS and _is_elementary(relation):
        again = []
        for one in close:
            try:
                answer, left, right = settle(relation, one.point, (1024,))
            except (ArithmeticError, ValueError):
                again.append(one)
                continue
            if answer is False:
                _refutes(found, relation, domain, one.point, left, right)
                return
            if left is not None and right is not None:
                with working_precision(1024):
                    again.append(_Met(one.point, one.steering, right - left))
        close = _smallest(again)
    gaps = [_enclosed(one.gap) for one in close]
    at = min(range(len(close)), key=lambda i: gaps[i].upper)
    found.tightest = describe(close[at].point, domain)
    if gaps[at].exact is not None and all(gaps[at].upper <= gap.lower for gap in gaps):
        found.margin = _number(close[at].gap, 3)
        return
    smallest = Enclosure(max(Fraction(0), min(gap.lower for gap in gaps)), gaps[at].upper)
    text = smallest.to_string(3)
    found.margin = f"at most {smallest.upper_str(3)}" if text.startswith("[") or "±" in text else text


def _smallest(met: list[_Met]) -> list[_Met]:
    """Those whose slack may be the smallest."""
    with working_precision(64):
        least = min((to_arb(one.gap).upper() for one in met), key=_ordered)
        return [one for one in met if not to_arb(one.gap).lower() > least]


class _ordered:
    """Exact balls in order, for `min`."""

    def __init__(self, x: arb) -> None:
        self.x = x

    def __lt__(self, other: _ordered) -> bool:
        return bool(self.x < other.x)


def _slack(relation: Relation, left: Number, right: Number) -> float:
    """Slack in units of the size of both sides, as a float that steers the search."""
    gap, size = to_arb(right) - to_arb(left), abs(to_arb(left)) + abs(to_arb(right))
    ratio = gap / size if not size.contains(0) else gap
    mid = float(ratio.mid()) if ratio.is_finite() else float("inf")
    return abs(mid) if relation.operator == "=" else mid


def _is_elementary(relation: Relation) -> bool:
    """Whether no sums and no special functions occur."""
    sides = (relation.left, relation.right)
    return not any(
        isinstance(e, sp.Sum) or (isinstance(e, sp.Function) and not isinstance(e, ELEMENTARY))
        for side in sides
        for e in sp.preorder_traversal(side)
    )


def describe(point: Point, domain: Domain) -> str:
    """The point in words: rational numbers exactly, so that a reader can confirm it; others by what they are."""
    solved = solved_for(domain)
    parts = []
    for scalar in domain.scalars:
        if scalar.symbol in point:
            x = point[scalar.symbol]
            text = str(x) if isinstance(x, fmpq) else f"{solved.get(scalar.symbol, '')} = {_number(x)}".lstrip(" =")
            parts.append(f"{scalar.symbol} = {text}")
    for array in domain.arrays:
        entries = sorted(
            (key[1], v) for key, v in point.items() if isinstance(key, tuple) and key[0] == str(array.base)
        )
        if entries:
            parts.append(f"{array.base} = ({', '.join(str(v) for _, v in entries)})")
    return ", ".join(parts) or "the numbers given"
