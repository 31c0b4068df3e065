"""Bounds kept within [0, 1], where Delta lies."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ..numeric.sign import compare


def at_most_one(exponent: sp.Expr, bound: Callable[[], sp.Expr]) -> sp.Expr:
    """bound(), about e^exponent; or 1, which bounds every Delta, when that is larger than any memory could hold."""
    return sp.S.One if compare(exponent, sp.Integer(1000)) == 1 else bound()


def positive_part(x: sp.Expr) -> sp.Expr:
    """max(0, x); only a rational is compared by SymPy: what it cannot order it evaluates again and again."""
    return sp.Max(0, x, evaluate=bool(x.is_Rational))
