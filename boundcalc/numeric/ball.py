"""From a SymPy tree to a guaranteed number: exact rationals while they stay small, FLINT balls otherwise.

A node takes part by one of three methods, all at the working precision in force:

- ``_ball(*values)``: the value from the values of the arguments;
- ``_ball_bind(*values)``: given some arguments (None marks the ones that vary), a faster function of the others,
  or None when there is nothing to share;
- ``_ball_closure(variables)``: for nodes with bound symbols, a function of `variables`.

A node that is certain to lie in a range says so in ``known_range = (low, high)`` (integers, None for no end): its balls
lose what they have outside, and one that lies outside is a contradiction.

A value is a `flint.fmpq` (exact) or a `flint.arb` (contains the truth).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import acb, fmpq

from .contradiction import within
from .exact import shown, to_fmpq, to_rational
from .heads import CONSTANTS, HEADS
from .number import (
    EXACT_BITS,
    NoBallEvaluation,
    Number,
    PrecisionTooLow,
    add,
    as_int,
    decided,
    floor_range,
    hull,
    is_positive,
    multiply,
    power,
    shorten,
    size,
    to_arb,
    to_double,
)

Closure = Callable[..., Number]


def compile_ball(expr: sp.Expr, variables: Sequence[sp.Symbol] = ()) -> Closure:
    """A function of `variables` that evaluates `expr` at the precision now in force; constants are folded once."""
    expr = sp.sympify(expr) if isinstance(expr, int) else expr
    if not expr.free_symbols.intersection(variables):
        value = constant(expr)
        return lambda *_: value
    if expr in variables:
        position = list(variables).index(expr)
        return lambda *values: values[position]
    if hasattr(expr, "_ball_closure"):
        return _in_range(expr, expr._ball_closure(variables))
    parts = [compile_ball(arg, variables) for arg in expr.args] if not isinstance(expr, sp.Piecewise) else []
    if hasattr(expr, "_ball_bind"):
        fixed = [
            None if arg.free_symbols.intersection(variables) else part()
            for arg, part in zip(expr.args, parts, strict=True)
        ]
        bound = expr._ball_bind(*fixed)
        if bound is not None:
            moving = [part for part, value in zip(parts, fixed, strict=True) if value is None]
            if len(moving) == 1:
                only = moving[0]
                return lambda *values: bound(only(*values))
            return lambda *values: bound(*(part(*values) for part in moving))
    function = function_of(expr)
    if function is not None:
        return _apply(function, parts)
    if isinstance(expr, sp.Piecewise):
        branches = [(compile_ball(e, variables), _compile_condition(c, variables)) for e, c in expr.args]
        return lambda *values: _piecewise(branches, values)
    if isinstance(expr, sp.Sum):
        return _compile_sum(expr, variables)
    raise NoBallEvaluation(f"cannot evaluate {type(expr).__name__} in balls: {expr}")


def _apply(function: Callable[..., Number], parts: list[Closure]) -> Closure:
    if len(parts) == 1:
        (only,) = parts
        return lambda *values: function(only(*values))
    if len(parts) == 2:
        left, right = parts
        return lambda *values: function(left(*values), right(*values))
    return lambda *values: function(*(part(*values) for part in parts))


def function_of(expr: sp.Expr) -> Callable[..., Number] | None:
    """The function that the head of a tree stands for, of the values of its arguments; None where there is none."""
    if isinstance(expr, sp.Add):
        return _fold(add)
    if isinstance(expr, sp.Mul):
        return _fold(multiply)
    if isinstance(expr, sp.Pow):
        return power
    if hasattr(expr, "_ball"):
        return _in_range(expr, expr._ball)
    return HEADS.get(expr.func)


def _in_range(expr: sp.Expr, function: Callable[..., Number]) -> Callable[..., Number]:
    """The function, its values held to the range that the node declares: what lies outside is a contradiction."""
    low, high = getattr(expr, "known_range", (None, None))
    if low is None and high is None:
        return function
    name = type(expr).__name__ if hasattr(expr, "_ball") else shown(expr)
    return lambda *values: within(function(*values), low, high, name, *values)


def _fold(op: Callable[[Number, Number], Number]) -> Callable[..., Number]:
    def folded(*xs: Number) -> Number:
        total = xs[0]
        for x in xs[1:]:
            total = op(total, x)
        return total

    return folded


def constant(expr: sp.Expr) -> Number:
    """The value of an expression without variables, at the precision in force."""
    if isinstance(expr, sp.Rational):
        return shorten(to_fmpq(expr))
    if isinstance(expr, sp.Float):
        return to_fmpq(to_rational(expr))
    if expr in CONSTANTS:
        return CONSTANTS[expr]()
    if expr.free_symbols:
        names = ", ".join(sorted(map(str, expr.free_symbols)))
        raise NoBallEvaluation(f"the expression still has the symbols {names}; substitute numbers first")
    if hasattr(expr, "_ball_closure"):
        return _in_range(expr, expr._ball_closure(()))()
    function = function_of(expr)
    if function is not None:
        return function(*(constant(arg) for arg in expr.args))
    if isinstance(expr, sp.Piecewise):
        return _piecewise([(compile_ball(e), _compile_condition(c, ())) for e, c in expr.args], ())
    if isinstance(expr, sp.Sum):
        return _compile_sum(expr, ())()
    raise NoBallEvaluation(f"cannot evaluate {type(expr).__name__} in balls: {expr}")


def combined(parts: Sequence[Callable[..., bool | None]], any_of: bool) -> Callable[..., bool | None]:
    """All of these conditions, or any of them, as `decided`."""

    def combine(*values: Number | acb) -> bool | None:
        return decided([part(*values) for part in parts], any_of)

    return combine


def _compile_condition(condition: sp.Basic | bool, variables: Sequence[sp.Symbol]) -> Callable[..., bool | None]:
    """A function that answers True, False or None (the ball cannot tell)."""
    if condition in (sp.true, True):
        return lambda *_: True
    if condition in (sp.false, False):
        return lambda *_: False
    if isinstance(condition, sp.And | sp.Or):
        return combined([_compile_condition(c, variables) for c in condition.args], isinstance(condition, sp.Or))
    if isinstance(condition, sp.Not):
        inner = _compile_condition(condition.args[0], variables)

        def negate(*values: Number) -> bool | None:
            answer = inner(*values)
            return None if answer is None else not answer

        return negate
    if isinstance(condition, sp.core.relational.Relational):
        left, right = (compile_ball(side, variables) for side in condition.args)
        certain, impossible = {
            "<": (lambda a, b: a < b, lambda a, b: a >= b),
            "<=": (lambda a, b: a <= b, lambda a, b: a > b),
            ">": (lambda a, b: a > b, lambda a, b: a <= b),
            ">=": (lambda a, b: a >= b, lambda a, b: a < b),
            "==": (lambda a, b: a == b, lambda a, b: a != b),
            "!=": (lambda a, b: a != b, lambda a, b: a == b),
        }[condition.rel_op]

        def compare(*values: Number) -> bool | None:
            a, b = left(*values), right(*values)
            return True if certain(a, b) else False if impossible(a, b) else None

        return compare
    raise NoBallEvaluation(f"cannot decide the condition {condition} in balls")


def _piecewise(branches: Sequence[tuple[Closure, Callable[..., bool | None]]], values: Sequence[Number]) -> Number:
    possible = []
    for value, condition in branches:
        answer = condition(*values)
        if answer is not False:
            possible.append(value(*values))
        if answer is True:
            return hull(possible)
    raise PrecisionTooLow("no branch of a Piecewise certainly applies")


_MAX_SUM = 10_000_000


def _compile_sum(expr: sp.Sum, variables: Sequence[sp.Symbol]) -> Closure:
    index, low, high = expr.limits[-1]
    inner = sp.Sum(expr.function, *expr.limits[:-1]) if len(expr.limits) > 1 else expr.function
    if not (low.is_finite and high.is_finite):
        raise NoBallEvaluation(f"no certified tail is known for the infinite sum {expr}")
    bounds = compile_ball(low, variables), compile_ball(high, variables)
    term = compile_ball(inner, (*variables, index))

    def total(*values: Number) -> Number:
        first, last = (as_int(bound(*values)) for bound in bounds)
        if first is None or last is None:
            raise PrecisionTooLow("the limits of a sum are not certainly integers")
        if last - first > _MAX_SUM:
            raise NoBallEvaluation(f"a sum of {last - first + 1} terms is too long; at most {_MAX_SUM}")
        out: Number = fmpq(0)
        for j in range(first, last + 1):
            out = add(out, term(*values, fmpq(j)))
        return out

    return total


def evaluate_ball(expr: sp.Expr) -> Number:
    """The value at the working precision in force."""
    return constant(expr)


__all__ = [
    "EXACT_BITS",
    "Closure",
    "NoBallEvaluation",
    "Number",
    "PrecisionTooLow",
    "add",
    "as_int",
    "compile_ball",
    "constant",
    "evaluate_ball",
    "floor_range",
    "function_of",
    "hull",
    "is_positive",
    "multiply",
    "power",
    "shorten",
    "size",
    "to_arb",
    "to_double",
]
