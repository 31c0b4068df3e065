"""From a point of a domain downhill on the slack of a relation."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import sympy as sp
from flint import fmpq

from ..numeric.ball import to_arb
from ..numeric.exact import to_fmpq
from ..numeric.number import Number
from ..numeric.precision import working_precision
from .candidates import admissible, solved_for
from .domain import Array, Domain, Relation, Scalar
from .point import MovingPoint, Point, belongs, value

_DESCENT_ROUNDS = 40


def downhill(relation: Relation, domain: Domain, start: MovingPoint, rng: random.Random, deep: bool) -> MovingPoint:
    """Coordinate steps of shrinking size that lower the slack and stay in the domain; weights move in pairs.

    With `deep` the steps shrink until a dip of relative width 1e-24 would be met.
    """
    point, scale = dict(start), 0.25
    bits, last, rounds = (256, 1e-24, 3 * _DESCENT_ROUNDS) if deep else (64, 1e-4, _DESCENT_ROUNDS)
    depth = float("inf")
    solved = solved_for(domain)
    movable: list[Callable[[MovingPoint, float], bool]] = [
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


def _depth(left: Number, right: Number) -> float:
    """What falls with the slack, and still tells points apart close to a touching one: the logarithm of the ratio."""
    a, b = to_arb(left), to_arb(right)
    gap = (b / a).log() if a > 0 and b > 0 else (a / b).log() if a < 0 and b < 0 else b - a
    return float(gap.mid()) if gap.is_finite() else float("inf")


def _inside(domain: Domain, point: MovingPoint, solved: dict[sp.Symbol, sp.Expr]) -> bool:
    try:
        with working_precision(64):
            for symbol, expr in solved.items():
                point[symbol] = value(expr, point)
            return all(belongs(s, point) is not False for s in domain.scalars) and admissible(domain, point)
    except (ArithmeticError, ValueError):
        return False


def _mover(scalar: Scalar, finest: int) -> Callable[[MovingPoint, float], bool]:
    def move(point: MovingPoint, step: float) -> bool:
        x = point[scalar.symbol]
        if not isinstance(x, fmpq):
            return False
        size = to_fmpq(Fraction(step))
        moved = x + size * max(abs(x), fmpq(1, 100))
        point[scalar.symbol] = to_fmpq(Fraction(int(moved.p), int(moved.q)).limit_denominator(finest))
        return True

    return move


def _integer_mover(scalar: Scalar, largest: int) -> Callable[[MovingPoint, float], bool]:
    def move(point: MovingPoint, step: float) -> bool:
        x = point[scalar.symbol]
        change = max(1, int(Fraction(abs(step)) * abs(int(x.p))))
        point[scalar.symbol] = x + (change if step > 0 else -change)
        return bool(abs(point[scalar.symbol]) <= largest)

    return move


def _weight_mover(array: Array, start: Point, rng: random.Random) -> Callable[[MovingPoint, float], bool] | None:
    cells = [key for key in start if isinstance(key, tuple) and key[0] == str(array.base)]
    if array.kind != "probability" or len(cells) < 2 or len(array.summed) < len(array.indices):
        return None

    def move(point: MovingPoint, step: float) -> bool:
        a, b = rng.sample(cells, 2)
        amount = to_fmpq(Fraction(abs(step) / 2).limit_denominator(10**6)) * point[a]
        point[a], point[b] = point[a] - amount, point[b] + amount
        return True

    return move
