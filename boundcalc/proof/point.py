"""Evaluation of a claim at a point, at a box, or on a finite model: exact rationals where possible, balls otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import (
    NoBallEvaluation,
    Number,
    PrecisionTooLow,
    add,
    as_int,
    compile_ball,
    constant,
    function_of,
    hull,
    power,
    to_arb,
)
from ..numeric.number import decided
from ..numeric.precision import working_precision
from .domain import Relation, Scalar, outer_sum
from .total import Total

_MAX_TERMS = 20_000
_RATIONAL = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.Symbol, sp.Rational)

Place: TypeAlias = sp.Symbol | tuple[str, tuple[int, ...]] | tuple[str, str]

Point = Mapping[Place, Number]
"""Symbol -> value; (array name, index values) -> value; index symbol -> size of its set (an int)."""

MovingPoint = dict[Place, Number]
"""A point that is being made, or moved downhill."""


class Undefined(ArithmeticError):
    """The expression has no value here: division by zero, a root or logarithm of a negative number."""


def value(expr: sp.Expr, point: Point, clipped: bool = False) -> Number:
    """The value, exact or as a ball; `clipped` cuts balls under a root at 0."""
    if expr.is_Symbol:
        try:
            return point[expr]
        except KeyError:
            raise ValueError(f"no value is given for {expr}") from None
    if isinstance(expr, sp.Indexed):
        where = tuple(int(_whole(value(i, point))) for i in expr.indices)
        if (str(expr.base), where) not in point:
            raise NoBallEvaluation(f"{expr} is no entry of {expr.base}")
        return point[str(expr.base), where]
    if isinstance(expr, Total):
        size = point[("size", str(expr.index))]
        total: Number = fmpq(0)
        for j in range(size):
            total = total + value(expr.body, {**point, expr.index: fmpq(j)}, clipped)
        return total
    if isinstance(expr, sp.Sum):
        return _sum(expr, point, clipped)
    if not expr.args:
        return constant(expr)
    if isinstance(expr, sp.Piecewise):
        return _piecewise(expr, point, clipped)
    if isinstance(expr, sp.Mul):
        return _product(expr, point, clipped)
    parts = [value(arg, point, clipped) for arg in expr.args]
    if isinstance(expr, sp.Pow):
        return _power(parts[0], parts[1], clipped)
    if isinstance(expr, sp.log):
        return _log(parts[0])
    if isinstance(expr, sp.gamma) and isinstance(parts[0], fmpq) and parts[0] <= 0:
        raise Undefined("Gamma at a number that is not positive")
    if hasattr(expr, "certified") and not is_certified(expr):
        raise NoBallEvaluation(f"{type(expr).__name__} has no guaranteed value")
    function = function_of(expr)
    if function is None:
        symbols = list(expr.free_symbols)
        return compile_ball(expr, symbols)(*(point[s] for s in symbols))
    try:
        return function(*parts)
    except ValueError as error:
        # The functions of the library say "... must be ..." outside of their range.
        if isinstance(error, NoBallEvaluation) and " must be " not in str(error):
            raise
        raise Undefined(str(error)) from None


def _sum(expr: sp.Sum, point: Point, clipped: bool) -> Number:
    """Term by term; nothing is summed where the upper end is below the lower one."""
    body, index, low, high = outer_sum(expr)
    first, last = _whole(value(low, point)), _whole(value(high, point))
    if last - first > _MAX_TERMS:
        raise NoBallEvaluation(f"a sum of {last - first + 1} terms is too long; at most {_MAX_TERMS}")
    others = [s for s in body.free_symbols if s != index]
    if not all(isinstance(e, _RATIONAL) and (not e.is_Pow or e.exp.is_Integer) for e in sp.preorder_traversal(body)):
        terms = (value(body, {**point, index: fmpq(j)}, clipped) for j in range(first, last + 1))
    else:
        fixed = [point[s] for s in others]
        term = compile_ball(body, [index, *others])
        terms = (term(fmpq(j), *fixed) for j in range(first, last + 1))
    total: Number = fmpq(0)
    for x in terms:
        total = add(total, x)
    return total


def is_certified(expr: sp.Expr) -> bool:
    """Whether every value in the expression is guaranteed; a quadrature without an error bound shows nothing."""
    try:
        return all(bool(getattr(node, "certified", True)) for node in sp.preorder_traversal(expr))
    except TypeError:  # it depends on symbols
        return False


def sign_of(expr: sp.Expr, point: Point, bits: int = 400) -> int | None:
    """1, -1, or 0 for an exact zero; None when a ball cannot tell."""
    with working_precision(bits):
        try:
            x = value(expr, point)
        except (ArithmeticError, ValueError):
            return None
        return 1 if x > 0 else -1 if x < 0 else 0 if isinstance(x, fmpq) else None


def _whole(x: Number) -> int:
    k = as_int(x)
    if k is None:
        raise PrecisionTooLow(f"{x} is not certainly an integer")
    return k


def _product(expr: sp.Mul, point: Point, clipped: bool) -> Number:
    """A factor that is exactly 0 makes the product 0 also beside a logarithm (0 log 0 = 0), not beside 1/0."""
    total: Number = fmpq(1)
    zero = False
    logs = []
    for factor in expr.args:
        if isinstance(factor, sp.log):
            logs.append(factor)
            continue
        part = value(factor, point, clipped)
        zero = zero or (isinstance(part, fmpq) and part == 0)
        total = total * part
    if zero and (isinstance(total, fmpq) or total.is_finite()):
        return fmpq(0)
    for factor in logs:
        total = total * value(factor, point, clipped)
    return total


def _power(x: Number, y: Number, clipped: bool) -> Number:
    if isinstance(y, fmpq) and y < 0 and (isinstance(x, fmpq) and x == 0):
        raise Undefined("division by zero")
    if isinstance(y, fmpq) and y.q != 1:
        if isinstance(x, fmpq):
            if x < 0:
                raise Undefined("root of a negative number")
        elif clipped and not x >= 0:
            top = x.upper()
            if not top > 0:
                return arb(0)
            x = arb(0).union(top)
            if y > 0 and y.q == 2:
                root = arb(0).union(top.sqrt())
                return root if y.p == 1 else root ** int(y.p)
        elif x < 0:
            raise Undefined("root of a negative number")
        if y.q == 2 and not isinstance(x, fmpq) and x >= 0:
            # Monotone: no dependency between midpoint and radius.
            return _monotone(lambda t: power(t, y), x)
    if isinstance(x, fmpq) and x == 0 and to_arb(y) == 0:
        return fmpq(1)
    if isinstance(x, fmpq) and x < 0 and not isinstance(y, fmpq):
        raise Undefined("power of a negative number")
    return power(x, y)


def _monotone(function: Callable[[Number], Number], x: arb) -> arb:
    return to_arb(function(x.lower())).union(to_arb(function(x.upper())))


def _log(x: Number) -> Number:
    if isinstance(x, fmpq):
        if x == 0:
            raise Undefined("logarithm of zero")
        if x < 0:
            raise Undefined("logarithm of a negative number")
        return fmpq(0) if x == 1 else arb(x).log()
    if x < 0:
        raise Undefined("logarithm of a negative number")
    return x.log()


def _piecewise(expr: sp.Piecewise, point: Point, clipped: bool) -> Number:
    possible = []
    for branch, condition in expr.args:
        answer = truth(condition, point)
        if answer is not False:
            possible.append(value(branch, point, clipped))
        if answer is True:
            return hull(possible)
    raise Undefined("no case applies")


def truth(condition: sp.Basic, point: Point) -> bool | None:
    """Whether a SymPy condition holds; None when a ball cannot tell."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.And | sp.Or):
        return decided([truth(c, point) for c in condition.args], isinstance(condition, sp.Or))
    if isinstance(condition, sp.Not):
        answer = truth(condition.args[0], point)
        return None if answer is None else not answer
    if condition.rel_op == "!=":
        return truth(sp.Not(sp.Eq(condition.lhs, condition.rhs, evaluate=False), evaluate=False), point)
    sign = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "="}[condition.rel_op]
    return holds(Relation(condition.lhs, sign, condition.rhs), point)


def holds(relation: Relation, point: Point) -> bool | None:
    """Whether a relation holds at a point: True, False, or None when the balls overlap."""
    up = relation.ascending()
    return compare(value(up.left, point), up.operator, value(up.right, point))


def belongs(scalar: Scalar, point: Point) -> bool | None:
    """Whether the value of a scalar is one that it may take; None when a ball cannot tell."""
    x = point.get(scalar.symbol)
    if x is None:
        return False
    if scalar.values or scalar.integer:
        if not isinstance(x, fmpq):
            return None
        if (scalar.integer and x.q != 1) or (scalar.values and sp.Rational(int(x.p), int(x.q)) not in scalar.values):
            return False
    return decided([holds(r, point) for r in scalar.relations()])


def compare(a: Number, operator: str, b: Number) -> bool | None:
    """The truth of a op b for =, <=, < when it is certain; a value beyond all bounds is none."""
    if any(isinstance(x, arb) and not x.is_finite() for x in (a, b)):
        return None
    if operator == "=":
        if isinstance(a, fmpq) and isinstance(b, fmpq):
            return bool(a == b)
        return False if (to_arb(a) - to_arb(b) != 0) else None
    if operator == "<=":
        return True if a <= b else False if a > b else None
    return True if a < b else False if a >= b else None


def settle(
    relation: Relation, point: Point, bits: tuple[int, ...] = (64, 256, 1024)
) -> tuple[bool | None, Number | None, Number | None]:
    """(truth, left, right) of a relation written upwards, with more and more bits until it is certain."""
    up = relation.ascending()
    left = right = None
    for precision in bits:
        with working_precision(precision):
            try:
                left, right = value(up.left, point), value(up.right, point)
            except PrecisionTooLow:
                continue
            except ZeroDivisionError:
                raise Undefined("division by zero") from None
            for side in (left, right):
                if isinstance(side, arb) and side.is_nan():
                    break
            else:
                answer = compare(left, up.operator, right)
                if answer is not None:
                    return answer, left, right
    return None, left, right


__all__ = [
    "NoBallEvaluation",
    "Point",
    "Undefined",
    "belongs",
    "compare",
    "holds",
    "is_certified",
    "settle",
    "truth",
    "value",
]
