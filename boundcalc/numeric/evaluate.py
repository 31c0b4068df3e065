"""One front for the three ways to a number."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from .enclose import enclose
from .enclosure import Enclosure
from .exact import shown, to_expr
from .float64 import enclose_float64
from .multiprecision import enclose_mpmath
from .precision import check_digits
from .workers import using_workers

_QUADRATURE = "quadratures without an error bound: the digits are those on which independent ones agree"
BACKENDS = ("ball", "float64", "mpmath")


def evaluate(expr: sp.Expr | int, digits: int = 15, backend: str = "ball", workers: int = 1) -> Enclosure:
    """Enclosure of a SymPy expression without free symbols.

    ``backend="ball"`` adapts its precision until `digits` significant digits are certain (guaranteed);
    ``"float64"`` is fast and carries an a-priori error bound and the assumption it rests on;
    ``"mpmath"`` is an independent arithmetic and never guaranteed.

    `workers`: cores that a sum over many atoms may use, -1 for all: threads in float64, processes (extra [parallel]) in
    balls.

    Raises ValueError for an unknown backend, digits outside 1..100000, or symbols that are left.

    >>> import sympy as sp
    >>> evaluate(sp.sqrt(2), digits=20).to_string(20)
    '1.4142135623730950488...'
    """
    expr = expr if isinstance(expr, sp.Basic) else to_expr(expr, "expr")
    check_digits(digits)
    if not isinstance(backend, str) or backend not in BACKENDS:
        raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, got {shown(backend)}")
    with using_workers(workers):
        return _evaluate(expr, digits, backend)


def certified(expr: sp.Basic) -> bool:
    """Whether balls of the expression are guaranteed: no part rests on quadratures without an error bound."""
    return all(getattr(node, "certified", True) is not False for node in sp.preorder_traversal(expr))


def _evaluate(expr: sp.Expr, digits: int, backend: str) -> Enclosure:
    if backend == "ball":
        value = enclose(expr, digits)
        if not certified(expr):
            return replace(value, guaranteed=False, assumptions=(*value.assumptions, _QUADRATURE))
        return value
    low, high = getattr(expr, "known_range", (None, None))
    if backend == "float64":
        return enclose_float64(expr).within(low, high, expr)
    if backend == "mpmath":
        return enclose_mpmath(expr, digits).within(low, high, expr)
    raise AssertionError(backend)
