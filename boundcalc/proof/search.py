"""Looking for a counterexample: corners, kinks, random points and models, then downhill on the slack.

Floats steer the search and decide nothing: what is reported is settled in exact rationals or in balls.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp
from flint import arb, fmpq

from ..numeric import Enclosure
from ..numeric.ball import NoBallEvaluation, PrecisionTooLow, to_arb
from ..numeric.exact import to_fmpq
from ..numeric.precision import working_precision
from .domain import Domain, Relation, Scalar
from .point import Point, Undefined, belongs, holds, settle, value

_LARGE = (1, 2, 3, 4, 5, 6, 8, 10, 13, 20, 50, 100, 1000, 10_000)
_REALS = (0, 1, -1, Fraction(1, 2), Fraction(-1, 2), 2, -2, Fraction(1, 10), 5, -5, 10, 100, -100, Fraction(1, 1000))
_DESCENT_ROUNDS = 40
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
    point: Any = None


def search(relation: Relation, domain: Domain, seed: int = 0, budget: int = 400) -> Found:
    """Try the relation at up to `budget` points of the domain, then go downhill from the tightest ones."""
    rng = random.Random(seed)
    return search_at(relation, domain, points(domain, rng, budget, relation), rng, budget)


def search_at(
    relation: Relation,
    domain: Domain,
    tried: Iterable[dict[Any, Any]],
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
            point = _downhill(relation, domain, start.point, rng, deep)
            if _try(relation, domain, point, found, met, (64, 256, 1024)):
                return found
        if met:
            found.point = min(met, key=lambda one: one.steering).point
            _margin(found, relation, domain, met)
    return found


def _refutes(found: Found, relation: Relation, domain: Domain, point: dict[Any, Any], left: Any, right: Any) -> None:
    found.counterexample = f"{describe(point, domain)}: {_sides(relation, left, right)}"
    found.point = point


@dataclass
class _Met:
    """A point of the domain where both sides have a value: what steers the search, and the slack."""

    point: dict[Any, Any]
    steering: float
    gap: Any


def _try(
    relation: Relation,
    domain: Domain,
    point: dict[Any, Any],
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


def _sides(relation: Relation, left: Any, right: Any) -> str:
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


def _number(x: Any, digits: int = 9) -> str:
    """Exactly where that is short, else the digits that are certain."""
    if isinstance(x, fmpq) and len(text := str(x)) <= 24:
        return text
    return _enclosed(x).to_string(digits)


def _enclosed(x: Any) -> Enclosure:
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


def _slack(relation: Relation, left: Any, right: Any) -> float:
    """Slack in units of the size of both sides, as a float that steers the search."""
    gap, size = to_arb(right) - to_arb(left), abs(to_arb(left)) + abs(to_arb(right))
    ratio = gap / size if not size.contains(0) else gap
    mid = float(ratio.mid()) if ratio.is_finite() else float("inf")
    return abs(mid) if relation.operator == "=" else mid


def describe(point: Point, domain: Domain) -> str:
    """The point in words: rational numbers exactly, so that a reader can confirm it; others by what they are."""
    solved = _solved(domain)
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


# -- points -----------------------------------------------------------------------------------------------------------


def points(
    domain: Domain, rng: random.Random, budget: int, relation: Relation | None = None
) -> Iterator[dict[Any, Any]]:
    """Points of the domain: its corners first, then random ones; models when there are arrays."""
    made = 0
    huge = relation is not None and _takes_huge(relation)
    for attempt in range(6 * budget):
        if made >= budget:
            return
        point = _assign(domain, rng, attempt, huge)
        if point is None or not _admissible(domain, point):
            continue
        made += 1
        yield point


def _takes_huge(relation: Relation) -> bool:
    """Whether numbers such as 10^40 are as easy as small ones: no sums, factorials or special functions."""
    easy = (sp.Add, sp.Mul, sp.Pow, sp.log, sp.exp, sp.Max, sp.Min, sp.Abs, sp.Symbol, sp.Number, sp.NumberSymbol)
    return all(isinstance(e, easy) for side in (relation.left, relation.right) for e in sp.preorder_traversal(side))


def _is_elementary(relation: Relation) -> bool:
    from .grammar import ELEMENTARY

    sides = (relation.left, relation.right)
    return not any(
        isinstance(e, sp.Sum) or (isinstance(e, sp.Function) and not isinstance(e, ELEMENTARY))
        for side in sides
        for e in sp.preorder_traversal(side)
    )


def _admissible(domain: Domain, point: dict[Any, Any], certainly: bool = False) -> bool:
    """Whether no constraint certainly fails; with `certainly`, whether every one certainly holds.

    A constraint with a free index is meant for every value of the index. One of the form x = f(others) holds by
    construction where x was computed from it as a ball.
    """
    solved = _solved(domain)
    with working_precision(256 if certainly else 64):
        try:
            for constraint in domain.constraints:
                computed = any(
                    isinstance(point.get(x), arb) and constraint.operator == "=" and {x, f} == {*constraint.sides}
                    for x, f in solved.items()
                )
                free = [i for i in domain.index_symbols if i in constraint.free_symbols]
                for cell in product(*(range(point["size", str(i)]) for i in free)):
                    here = {**point, **{i: fmpq(j) for i, j in zip(free, cell, strict=True)}}
                    answer = holds(constraint, here)
                    if answer is False or (certainly and answer is None and not computed):
                        return False
        except (Undefined, ZeroDivisionError, KeyError, PrecisionTooLow, NoBallEvaluation):
            return False
    return True


def belongs_to(domain: Domain, point: dict[Any, Any]) -> bool:
    """Whether the point certainly belongs to the domain: without that it shows nothing."""
    try:
        with working_precision(256):
            inside = all(belongs(s, point) is True for s in domain.scalars)
    except (ArithmeticError, ValueError):
        return False
    return inside and _admissible(domain, point, certainly=True)


def _assign(domain: Domain, rng: random.Random, attempt: int, huge: bool = False) -> dict[Any, Any] | None:
    point: dict[Any, Any] = {}
    solved = _solved(domain)
    try:
        for scalar in domain.scalars:
            if scalar.symbol in solved:
                continue
            with working_precision(128):
                _compute(solved, point)
                chosen = _choose(scalar, point, rng, attempt, huge)
            if chosen is None:
                return None
            point[scalar.symbol] = chosen
        with working_precision(128):
            _compute(solved, point)
            if not all(belongs(s, point) is True for s in domain.scalars if s.symbol in solved):
                return None
    except (ArithmeticError, ValueError):
        return None
    sizes = {str(i): rng.choice((1, 2, 2, 3) if attempt > 5 else (2,)) for i in domain.index_symbols}
    for name, size in sizes.items():
        point["size", name] = size
        point[sp.Symbol(name, integer=True)] = fmpq(rng.randrange(size))
    for array in domain.arrays:
        _fill(array, sizes, point, rng, attempt)
    return point


def _compute(solved: dict[sp.Symbol, sp.Expr], point: dict[Any, Any]) -> None:
    """The values of the symbols that constraints give, as far as what they depend on is known."""
    for symbol, expr in solved.items():
        if symbol not in point and expr.free_symbols <= point.keys():
            point[symbol] = value(expr, point)


def _solved(domain: Domain) -> dict[sp.Symbol, sp.Expr]:
    """Constraints of the form x = f(others), used to find x; what others depend on comes first."""
    out: dict[sp.Symbol, sp.Expr] = {}
    for c in domain.constraints:
        if c.operator == "=":
            for symbol, expr in ((c.left, c.right), (c.right, c.left)):
                if symbol not in out and domain.scalar(symbol) and symbol not in _behind(expr, out):
                    out[symbol] = expr
                    break
    return dict(sorted(out.items(), key=lambda item: len(_behind(item[1], out) & out.keys())))


def _behind(expr: sp.Expr, solved: dict[sp.Symbol, sp.Expr]) -> set[Any]:
    """The symbols that an expression depends on, also through those that are solved for."""
    seen: set[Any] = set()
    waiting = set(expr.free_symbols)
    while waiting:
        symbol = waiting.pop()
        seen.add(symbol)
        if symbol in solved:
            waiting |= solved[symbol].free_symbols - seen
    return seen


def _choose(scalar: Scalar, point: Point, rng: random.Random, attempt: int, huge: bool = False) -> fmpq | None:
    if scalar.values:
        return to_fmpq(rng.choice(scalar.values))
    low, high = (
        None if not end.is_finite and end.is_number else _rational(value(end, point))
        for end in (scalar.lower, scalar.upper)
    )
    if scalar.integer:
        return _integer(low, high, scalar, rng, attempt, huge)
    if low is not None and high is not None:
        if low > high or (low == high and (scalar.open_lower or scalar.open_upper)):
            return None
        t = _fraction(rng, attempt, scalar)
        kinks = [v for s, v in point.items() if getattr(s, "is_integer", False) and isinstance(v, fmpq) and v > 0]
        if kinks and rng.random() < 0.35:
            n = rng.choice(kinks)
            k = fmpq(rng.randrange(0, min(int(n.p), 10**6) + 1)) / n
            if low < k < high or (k in (low, high) and not (scalar.open_lower or scalar.open_upper)):
                return k
        return low + (high - low) * t
    if low is not None or high is not None:
        step = (
            fmpq(0)
            if attempt == 0
            else to_fmpq(Fraction(10) ** rng.choice((6, 9, 15, 30, 45)))
            if huge and rng.random() < 0.1
            else (
                to_fmpq(Fraction(rng.choice(_REALS)).__abs__())
                if rng.random() < 0.6
                else to_fmpq(Fraction(rng.randint(1, 10**6), 10 ** rng.randint(1, 6)))
            )
        )
        if step == 0 and (scalar.open_lower or scalar.open_upper):
            step = fmpq(1, 1000)
        return low + step if low is not None else high - step
    if rng.random() < 0.5:
        return to_fmpq(Fraction(rng.choice(_REALS)))
    return to_fmpq(Fraction(rng.randint(-(10**4), 10**4), 10 ** rng.randint(0, 4)))


def _rational(x: Any) -> fmpq:
    if isinstance(x, fmpq):
        return x
    man, exp = (int(part) for part in x.mid().man_exp())
    return fmpq(man) * fmpq(2) ** exp


def _integer(low: Any, high: Any, scalar: Scalar, rng: random.Random, attempt: int, huge: bool) -> fmpq | None:
    first = None if low is None else int(low.ceil()) + (scalar.open_lower and low.q == 1)
    last = None if high is None else int(high.floor()) - (scalar.open_upper and high.q == 1)
    if first is not None and last is not None:
        if first > last:
            return None
        return fmpq(first if attempt == 0 else last if attempt == 1 else rng.randint(first, last))
    if first is None:
        return fmpq(rng.randint(-20, 20) if last is None else last - rng.choice(_LARGE))
    if attempt < 40:
        return fmpq(first + attempt // 5)
    if huge and attempt % 5 == 0:
        return fmpq(first + 10 ** rng.choice((5, 6, 9, 12, 18, 30, 45)))
    return fmpq(first + rng.choice(_LARGE) - 1)


def _fraction(rng: random.Random, attempt: int, scalar: Scalar) -> fmpq:
    """A number in [0, 1]: ends where they belong to the range, the middle, numbers close to the ends, random ones."""
    if attempt % 8 == 0 and not scalar.open_lower:
        return fmpq(0)
    if attempt % 8 == 1 and not scalar.open_upper:
        return fmpq(1)
    if attempt % 8 == 2:
        return fmpq(1, 2)
    if attempt % 8 in (3, 4):
        small = fmpq(rng.randint(1, 9), 10 ** rng.randint(1, 6))
        return small if attempt % 8 == 3 else 1 - small
    return fmpq(rng.randint(1, 997), 998)


def _fill(array: Any, sizes: dict[str, int], point: dict[Any, Any], rng: random.Random, attempt: int) -> None:
    ranges = [range(sizes[str(i)]) for i in array.indices]
    cells: list[tuple[int, ...]] = [()]
    for r in ranges:
        cells = [(*c, j) for c in cells for j in r]
    name = str(array.base)
    if array.kind == "probability":
        groups: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        fixed = [i for i, index in enumerate(array.indices) if index not in array.summed]
        for cell in cells:
            groups.setdefault(tuple(cell[i] for i in fixed), []).append(cell)
        for group in groups.values():
            style = rng.choice(("even", "mixed", "mixed", "skewed", "sparse", "diagonal"))
            weights = [
                1
                if style == "even"
                else rng.randint(1, 30)
                if style == "mixed"
                else 10 ** rng.randint(0, 4)
                if style == "skewed"
                else rng.randint(0, 3)
                for _ in group
            ]
            if style == "diagonal":
                weights = [int(len(set(cell)) == 1) for cell in group]
            if not any(weights):
                weights[rng.randrange(len(weights))] = 1
            for cell, w in zip(group, weights, strict=True):
                point[name, cell] = fmpq(w, sum(weights))
        return
    for cell in cells:
        if array.kind == "unit":
            point[name, cell] = rng.choice((fmpq(0), fmpq(1), fmpq(rng.randint(0, 16), 16)))
        elif array.kind == "nonnegative":
            point[name, cell] = fmpq(rng.choice((0, 1, 1, rng.randint(0, 30))), rng.choice((1, 2, 10)))
        else:
            point[name, cell] = fmpq(rng.randint(-30, 30), rng.choice((1, 2, 10)))


# -- downhill ---------------------------------------------------------------------------------------------------------


def _downhill(
    relation: Relation, domain: Domain, start: dict[Any, Any], rng: random.Random, deep: bool
) -> dict[Any, Any]:
    """Coordinate steps of shrinking size that lower the slack and stay in the domain; weights move in pairs.

    With `deep` the steps shrink until a dip of relative width 1e-24 would be met.
    """
    point, scale = dict(start), 0.25
    bits, last, rounds = (256, 1e-24, 3 * _DESCENT_ROUNDS) if deep else (64, 1e-4, _DESCENT_ROUNDS)
    depth = float("inf")
    solved = _solved(domain)
    movable: list[Callable[[dict[Any, Any], float], bool]] = [
        _mover(s, 10**32 if deep else 10**9)
        for s in domain.scalars
        if not s.integer and not s.values and s.symbol not in solved
    ] + [m for a in domain.arrays if (m := _weight_mover(a, start, rng)) is not None]
    movable += [
        _integer_mover(s, 10**50 if deep else 10**6)
        for s in domain.scalars
        if s.integer and not s.values and s.symbol not in solved
    ]
    if not movable:
        return point
    for _ in range(rounds):
        improved = False
        for move in movable:
            for sign in (1, -1):
                trial = dict(point)
                if not move(trial, sign * scale) or not _inside(domain, trial, solved):
                    continue
                try:
                    with working_precision(bits):
                        up = relation.ascending()
                        new = _depth(value(up.left, trial), value(up.right, trial))
                except (ArithmeticError, ValueError):
                    continue
                if new < depth:
                    depth, point, improved = new, trial, True
        if not improved:
            scale /= 2
            if scale < last:
                break
    return point


def _depth(left: Any, right: Any) -> float:
    """What falls with the slack, and still tells points apart close to a touching one: the logarithm of the ratio."""
    a, b = to_arb(left), to_arb(right)
    gap = (b / a).log() if a > 0 and b > 0 else (a / b).log() if a < 0 and b < 0 else b - a
    return float(gap.mid()) if gap.is_finite() else float("inf")


def _inside(domain: Domain, point: dict[Any, Any], solved: dict[sp.Symbol, sp.Expr]) -> bool:
    try:
        with working_precision(64):
            for symbol, expr in solved.items():
                point[symbol] = value(expr, point)
            return all(belongs(s, point) is not False for s in domain.scalars) and _admissible(domain, point)
    except (ArithmeticError, ValueError):
        return False


def _mover(scalar: Scalar, finest: int) -> Callable[[dict[Any, Any], float], bool]:
    def move(point: dict[Any, Any], step: float) -> bool:
        x = point[scalar.symbol]
        if not isinstance(x, fmpq):
            return False
        size = to_fmpq(Fraction(step))
        moved = x + size * max(abs(x), fmpq(1, 100))
        point[scalar.symbol] = to_fmpq(Fraction(int(moved.p), int(moved.q)).limit_denominator(finest))
        return True

    return move


def _integer_mover(scalar: Scalar, largest: int) -> Callable[[dict[Any, Any], float], bool]:
    def move(point: dict[Any, Any], step: float) -> bool:
        x = point[scalar.symbol]
        change = max(1, int(Fraction(abs(step)) * abs(int(x.p))))
        point[scalar.symbol] = x + (change if step > 0 else -change)
        return bool(abs(point[scalar.symbol]) <= largest)

    return move


def _weight_mover(array: Any, start: Point, rng: random.Random) -> Callable[[dict[Any, Any], float], bool] | None:
    cells = [key for key in start if isinstance(key, tuple) and key[0] == str(array.base)]
    if array.kind != "probability" or len(cells) < 2 or len(array.summed) < len(array.indices):
        return None

    def move(point: dict[Any, Any], step: float) -> bool:
        a, b = rng.sample(cells, 2)
        amount = to_fmpq(Fraction(abs(step) / 2).limit_denominator(10**6)) * point[a]
        point[a], point[b] = point[a] - amount, point[b] + amount
        return True

    return move


__all__ = ["Found", "belongs_to", "describe", "points", "search", "search_at"]
