"""Ball arithmetic over a whole box: subdivision, monotone faces, touching points by a second derivative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from ..numeric.ball import NoBallEvaluation, PrecisionTooLow, to_arb
from ..numeric.exact import to_fmpq
from ..numeric.number import Number
from ..numeric.precision import working_precision
from .domain import Relation
from .point import Undefined, holds, sign_of, value
from .smooth import is_smooth

Box = dict[sp.Symbol, tuple[Fraction, Fraction]]
_BITS = 96
_MAX_BOXES = 20_000


@dataclass
class Subdivision:
    """What subdivision reached: complete or not, the number of boxes, a lower bound on the slack (None: no box)."""

    complete: bool
    boxes: int
    margin: arb | None = None
    touching: int = 0


def subdivide(
    slack: sp.Expr,
    box: Box,
    strict: bool = False,
    constraints: Sequence[Relation] = (),
    touching: Sequence[dict[sp.Symbol, Fraction]] = (),
    max_boxes: int = _MAX_BOXES,
) -> Subdivision:
    """Whether slack >= 0 (> 0 if strict) on all of the closed box, as far as `constraints` may hold there.

    A box is done when a ball certainly shows it, when a constraint certainly fails in it, or when it contains a
    touching point c with slack(c) = 0 exactly, gradient 0 exactly and a positive definite second derivative on the
    whole box. Where a first derivative has one sign only the face with the smallest values is kept.
    """
    symbols = sorted(box, key=str)
    gradient = [sp.diff(slack, s) for s in symbols] if is_smooth(slack) else None
    hessian: list[list[sp.Expr]] | None = None
    points = [p for p in touching if gradient and not strict and _is_touching(slack, gradient, p)]
    queue = [box]
    out = Subdivision(True, 0)
    with working_precision(_BITS):
        while queue:
            here = queue.pop()
            out.boxes += 1
            if out.boxes > max_boxes:
                return Subdivision(False, out.boxes)
            balls = {s: _ball(*ends) for s, ends in here.items()}
            if _excluded(constraints, balls):
                continue
            low = _lower(slack, gradient, symbols, here, balls)
            if low is not None and (low > 0 or (low >= 0 and not strict)):
                out.margin = low if out.margin is None or low < out.margin else out.margin
                continue
            touched = next((p for p in points if _contains(here, p)), None)
            if touched is not None and _width(here) <= Fraction(1, 4):
                if hessian is None:
                    assert gradient is not None
                    hessian = [[sp.diff(g, s) for s in symbols] for g in gradient]
                if _positive_definite(hessian, balls):
                    out.touching += 1
                    out.margin = arb(0)
                    continue
            if gradient is not None and not constraints:
                face = _face(gradient, symbols, here, balls)
                if face is not None:
                    queue.append(face)
                    continue
            halves = _halve(here)
            if halves is None:
                return Subdivision(False, out.boxes)
            queue += halves
    return out


def unbounded(f: sp.Expr, x: sp.Symbol, strict: bool = False) -> bool:
    """f >= 0 (f > 0) for every real x, by one ball without bounds (a cosine stays within [-1, 1])."""
    with working_precision(_BITS):
        out = _evaluate(f, {x: arb(0, float("inf"))})
    return out is not None and bool(out > 0 if strict else out >= 0)


def _ball(low: Fraction, high: Fraction) -> Number:
    if low == high:
        return to_fmpq(low)
    return arb(to_fmpq(low)).union(arb(to_fmpq(high)))


def _excluded(constraints: Sequence[Relation], balls: dict[sp.Symbol, Number]) -> bool:
    try:
        return any(holds(c, balls) is False for c in constraints if c.operator != "=")
    except ArithmeticError:
        return False


def _evaluate(expr: sp.Expr, balls: dict[sp.Symbol, Number]) -> Number:
    try:
        out = value(expr, balls, clipped=True)
    except (Undefined, PrecisionTooLow, NoBallEvaluation, ZeroDivisionError, OverflowError):
        return None
    return None if isinstance(out, arb) and not out.is_finite() else out


def _lower(
    slack: sp.Expr, gradient: list[sp.Expr] | None, symbols: list[sp.Symbol], box: Box, balls: dict[sp.Symbol, Number]
) -> Number:
    """A lower bound of the slack on the box: natural extension, then the mean value form."""
    plain = _evaluate(slack, balls)
    best = None if plain is None else to_arb(plain).lower()
    if best is not None and best > 0:
        return best
    if gradient is None:
        return best
    middle = {s: _ball((a + b) / 2, (a + b) / 2) for s, (a, b) in box.items()}
    centre = _evaluate(slack, middle)
    if centre is None or not to_arb(centre) > 0:
        return best
    total = to_arb(centre)
    for s, slope in zip(symbols, gradient, strict=True):
        if box[s][0] == box[s][1]:
            continue
        d = _evaluate(slope, balls)
        if d is None:
            return best
        total += to_arb(d) * (to_arb(balls[s]) - to_arb(middle[s]))
    low = total.lower()
    return low if best is None or low > best else best


def _face(gradient: list[sp.Expr], symbols: list[sp.Symbol], box: Box, balls: dict[sp.Symbol, Number]) -> Box | None:
    for s, slope in zip(symbols, gradient, strict=True):
        low, high = box[s]
        if low == high:
            continue
        d = _evaluate(slope, balls)
        if d is None:
            continue
        if d >= 0:
            return box | {s: (low, low)}
        if d <= 0:
            return box | {s: (high, high)}
    return None


def _halve(box: Box) -> list[Box] | None:
    s = max(box, key=lambda t: box[t][1] - box[t][0])
    low, high = box[s]
    if high - low < Fraction(1, 1 << 40):
        return None
    middle = (low + high) / 2
    return [box | {s: (low, middle)}, box | {s: (middle, high)}]


def _is_touching(slack: sp.Expr, gradient: list[sp.Expr], point: dict[sp.Symbol, Fraction]) -> bool:
    there = {s: sp.Rational(x.numerator, x.denominator) for s, x in point.items()}
    if any(sign_of(e, {s: to_fmpq(x) for s, x in point.items()}) in (1, -1) for e in (slack, *gradient)):
        return False
    try:
        return all(sp.simplify(e.subs(there)) == 0 for e in (slack, *gradient))
    except (TypeError, ValueError, ZeroDivisionError):
        return False


def _contains(box: Box, point: dict[sp.Symbol, Fraction]) -> bool:
    return all(s in point and low <= point[s] <= high for s, (low, high) in box.items())


def _width(box: Box) -> Fraction:
    return max((high - low for low, high in box.values()), default=Fraction(0))


def _positive_definite(hessian: list[list[sp.Expr]], balls: dict[sp.Symbol, Number]) -> bool:
    """Leading minors by elimination in balls."""
    rows = [[_evaluate(entry, balls) for entry in row] for row in hessian]
    if any(entry is None for row in rows for entry in row):
        return False
    matrix = [[to_arb(entry) for entry in row] for row in rows]
    for i in range(len(matrix)):
        if not matrix[i][i] > 0:
            return False
        for j in range(i + 1, len(matrix)):
            ratio = matrix[j][i] / matrix[i][i]
            matrix[j] = [a - ratio * b for a, b in zip(matrix[j], matrix[i], strict=True)]
    return True


__all__ = ["Box", "Subdivision", "subdivide", "unbounded"]
