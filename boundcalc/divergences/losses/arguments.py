"""What is given to a privacy loss, read and checked."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import shown, to_expr
from ...numeric.kinds import NumberLike

POSITIVE = sp.Interval.open(0, sp.oo)


def number(name: str, x: NumberLike, domain: sp.Set = POSITIVE) -> sp.Expr:
    """An exact number in the domain."""
    value = Parameter(name, name, domain).check(to_expr(x, name))
    if value.free_symbols:
        raise ValueError(f"{name} must be a number here, got {shown(value)}")
    return value


def whole(name: str, x: Any, low: int, high: int) -> int:
    """An integer from `low` to `high`."""
    if isinstance(x, bool) or not isinstance(x, int | sp.Integer) or not low <= x <= high:
        raise ValueError(f"{name} must be an integer from {low} to {high}, got {shown(x)}")
    return int(x)


def flag(name: str, x: Any) -> bool:
    """True or False."""
    if not isinstance(x, bool):
        raise ValueError(f"{name} must be True or False, got {shown(x)}")
    return x


def pairs(name: str, x: Any, first: sp.Set, second: sp.Set) -> list[tuple[sp.Expr, sp.Expr]]:
    """A list of pairs of numbers, each in its domain."""
    if not isinstance(x, list | tuple) or not x or not all(isinstance(y, list | tuple) and len(y) == 2 for y in x):
        raise ValueError(f"{name} must be a list of pairs of numbers, got {shown(x)}")
    return [(number(name, a, first), number(name, b, second)) for a, b in x]
