"""Points of a domain: corners, kinks, random points and models."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import NoBallEvaluation, PrecisionTooLow
from ..numeric.exact import to_fmpq
from ..numeric.number import Number
from ..numeric.precision import working_precision
from .domain import Array, Domain, Relation, Scalar
from .point import MovingPoint, Point, Undefined, belongs, holds, value

_LARGE = (1, 2, 3, 4, 5, 6, 8, 10, 13, 20, 50, 100, 1000, 10_000)
_REALS = (0, 1, -1, Fraction(1, 2), Fraction(-1, 2), 2, -2, Fraction(1, 10), 5, -5, 10, 100, -100, Fraction(1, 1000))


def points(domain: Domain, rng: random.Random, budget: int, relation: Relation | None = None) -> Iterator[MovingPoint]:
    """Points of the domain: its corners first, then random ones; models when there are arrays."""
    made = 0
    huge = relation is not None and takes_huge(relation)
    for attempt in range(6 * budget):
        if made >= budget:
            return
        point = _assign(domain, rng, attempt, huge)
        if point is None or not admissible(domain, point):
            continue
        made += 1
        yield point


def takes_huge(relation: Relation) -> bool:
    """Whether numbers such as 10^40 are as easy as small ones: no sums, factorials or special functions."""
    easy = (sp.Add, sp.Mul, sp.Pow, sp.log, sp.exp, sp.Max, sp.Min, sp.Abs, sp.Symbol, sp.Number, sp.NumberSymbol)
    return all(isinstance(e, easy) for side in (relation.left, relation.right) for e in sp.preorder_traversal(side))


def admissible(domain: Domain, point: MovingPoint, certainly: bool = False) -> bool:
    """Whether no constraint certainly fails; with `certainly`, whether every one certainly holds.

    A constraint with a free index is meant for every value of the index. One of the form x = f(others) holds by
    construction where x was computed from it as a ball.
    """
    solved = solved_for(domain)
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


def belongs_to(domain: Domain, point: MovingPoint) -> bool:
    """Whether the point certainly belongs to the domain: without that it shows nothing."""
    try:
        with working_precision(256):
            inside = all(belongs(s, point) is True for s in domain.scalars)
    except (ArithmeticError, ValueError):
        return False
    return inside and admissible(domain, point, certainly=True)


def _assign(domain: Domain, rng: random.Random, attempt: int, huge: bool = False) -> MovingPoint | None:
    point: MovingPoint = {}
    solved = solved_for(domain)
    try:
        for scalar in domain.scalars:
            if scalar.symbol in solved:
                continue
            with working_precision(128):
                compute(solved, point)
                chosen = _choose(scalar, point, rng, attempt, huge)
            if chosen is None:
                return None
            point[scalar.symbol] = chosen
        with working_precision(128):
            compute(solved, point)
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


def compute(solved: dict[sp.Symbol, sp.Expr], point: MovingPoint) -> None:
    """The values of the symbols that constraints give, as far as what they depend on is known."""
    for symbol, expr in solved.items():
        if symbol not in point and expr.free_symbols <= point.keys():
            point[symbol] = value(expr, point)


def solved_for(domain: Domain) -> dict[sp.Symbol, sp.Expr]:
    """Constraints of the form x = f(others), used to find x; what others depend on comes first."""
    out: dict[sp.Symbol, sp.Expr] = {}
    for c in domain.constraints:
        if c.operator == "=":
            for symbol, expr in ((c.left, c.right), (c.right, c.left)):
                if symbol not in out and domain.scalar(symbol) and symbol not in _behind(expr, out):
                    out[symbol] = expr
                    break
    return dict(sorted(out.items(), key=lambda item: len(_behind(item[1], out) & out.keys())))


def _behind(expr: sp.Expr, solved: dict[sp.Symbol, sp.Expr]) -> set[sp.Symbol]:
    """The symbols that an expression depends on, also through those that are solved for."""
    seen: set[sp.Symbol] = set()
    waiting = set(expr.free_symbols)
    while waiting:
        symbol = waiting.pop()
        seen.add(symbol)
        if symbol in solved:
            waiting |= solved[symbol].free_symbols - seen
    return seen


def _choose(scalar: Scalar, point: Point, rng: random.Random, attempt: int, huge: bool = False) -> fmpq | None:
    """A value for one symbol, those before it being chosen; None where its range is empty."""
    if scalar.values:
        return to_fmpq(rng.choice(scalar.values))
    low, high = (
        None if not end.is_finite and end.is_number else rational(value(end, point))
        for end in (scalar.lower, scalar.upper)
    )
    if scalar.integer:
        return _integer(low, high, scalar, rng, attempt, huge)
    if low is not None and high is not None:
        return _between(low, high, scalar, point, rng, attempt)
    if low is not None or high is not None:
        step = _step(rng, attempt, huge)
        if step == 0 and (scalar.open_lower or scalar.open_upper):
            step = fmpq(1, 1000)
        return low + step if low is not None else high - step
    if rng.random() < 0.5:
        return to_fmpq(Fraction(rng.choice(_REALS)))
    return to_fmpq(Fraction(rng.randint(-(10**4), 10**4), 10 ** rng.randint(0, 4)))


def _between(low: fmpq, high: fmpq, scalar: Scalar, point: Point, rng: random.Random, attempt: int) -> fmpq | None:
    """A number in a range with two ends, often k/n for an integer n that is chosen: there the kinks are."""
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


def _step(rng: random.Random, attempt: int, huge: bool) -> fmpq:
    """How far from the one end of a range."""
    if attempt == 0:
        return fmpq(0)
    if huge and rng.random() < 0.1:
        return to_fmpq(Fraction(10) ** rng.choice((6, 9, 15, 30, 45)))
    if rng.random() < 0.6:
        return to_fmpq(abs(Fraction(rng.choice(_REALS))))
    return to_fmpq(Fraction(rng.randint(1, 10**6), 10 ** rng.randint(1, 6)))


def rational(x: Number) -> fmpq:
    if isinstance(x, fmpq):
        return x
    man, exp = (int(part) for part in x.mid().man_exp())
    return fmpq(man) * fmpq(2) ** exp


def _integer(
    low: fmpq | None, high: fmpq | None, scalar: Scalar, rng: random.Random, attempt: int, huge: bool
) -> fmpq | None:
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


def _weight(style: str, rng: random.Random) -> int:
    if style == "even":
        return 1
    if style == "mixed":
        return rng.randint(1, 30)
    return 10 ** rng.randint(0, 4) if style == "skewed" else rng.randint(0, 3)


def _fill(array: Array, sizes: dict[str, int], point: MovingPoint, rng: random.Random, attempt: int) -> None:
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
            weights = [_weight(style, rng) for _ in group]
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
