"""Expressions that have derivatives of all orders wherever they are defined."""

from __future__ import annotations

import sympy as sp

from .. import functions

_ALGEBRA = (sp.Add, sp.Mul, sp.Pow, sp.Symbol, sp.Rational, sp.NumberSymbol)
_FUNCTIONS = (
    sp.exp,
    sp.log,
    sp.erf,
    sp.erfc,
    sp.sin,
    sp.cos,
    sp.atan,
    sp.gamma,
    sp.factorial,
    sp.LambertW,
    functions.NormalCDF,
    functions.LogSumExp,
)


def is_smooth(expr: sp.Expr) -> bool:
    """Whether every node is analytic inside its domain: no absolute values, maxima, floors, cases or kinks of tails.

    What is left to be shown is that no quotient, root, logarithm or gamma function meets the end of its domain.

    >>> x = sp.Symbol("x")
    >>> is_smooth(sp.exp(x) / (1 + x)), is_smooth(sp.Abs(x))
    (True, False)
    """
    return all(isinstance(e, _ALGEBRA + _FUNCTIONS) for e in sp.preorder_traversal(expr))


__all__ = ["is_smooth"]
