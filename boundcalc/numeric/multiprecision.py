"""Evaluation with mpmath: an independent arithmetic, without guarantee.

A node takes part by ``_mpmath(*values)`` or ``_mpmath_closure(variables)``, written with the `mpmath` of this module: a
context of our own, with the functions of the library. The precision that a caller has set for the library is neither
read nor changed, and evaluations in different threads take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TypeAlias

import sympy as sp
from mpmath.ctx_mp import MPContext
from mpmath.ctx_mp_python import _mpc, _mpf
from mpmath.libmp import NoConvergence

from .enclosure import Enclosure
from .precision import check_digits, exclusive

MpNumber: TypeAlias = _mpf | _mpc
"""`mpf`, or `mpc`, of the context of this module."""

MpClosure = Callable[..., MpNumber]


class _Context(MPContext):
    """mpmath, its precision changed by one thread at a time (like FLINT's: both take the same turn)."""

    @contextmanager
    def workprec(self, bits: int) -> Iterator[None]:
        """Work with so many bits."""
        with exclusive():
            before = self.prec  # type: ignore[has-type]
            self.prec = bits
            try:
                yield
            finally:
                self.prec = before

    @contextmanager
    def workdps(self, digits: int) -> Iterator[None]:
        """Work with so many decimal digits."""
        with exclusive():
            before = self.prec
            self.dps = digits
            try:
                yield
            finally:
                self.prec = before


mpmath = _Context()
_NAMES = {name: getattr(mpmath, name) for name in dir(mpmath) if not name.startswith("_")}


def compile_mpmath(expr: sp.Expr, variables: Sequence[sp.Symbol] = ()) -> MpClosure:
    """A function of `variables` that evaluates `expr` at mpmath's working precision."""
    if expr in variables:
        position = list(variables).index(expr)
        return lambda *values: values[position]
    if isinstance(expr, sp.Rational):
        return lambda *_: mpmath.mpf(int(expr.p)) / int(expr.q)
    if expr.is_Symbol:
        raise ValueError(f"the expression still has the symbol {expr}; substitute numbers first")
    if hasattr(expr, "_mpmath_closure"):
        return expr._mpmath_closure(variables)
    parts = [compile_mpmath(arg, variables) for arg in expr.args if isinstance(arg, sp.Expr)]
    if isinstance(expr, sp.Add):
        return lambda *values: mpmath.fsum(part(*values) for part in parts)
    if isinstance(expr, sp.Mul):
        return lambda *values: mpmath.fprod(part(*values) for part in parts)
    if isinstance(expr, sp.Pow):
        return lambda *values: mpmath.power(parts[0](*values), parts[1](*values))
    if isinstance(expr, sp.Max | sp.Min):
        pick = max if isinstance(expr, sp.Max) else min
        return lambda *values: pick(part(*values) for part in parts)
    if hasattr(expr, "_mpmath"):
        return lambda *values: expr._mpmath(*(part(*values) for part in parts))
    # SymPy's own functions and constants, whose names are looked up in our context.
    dummies = [sp.Dummy() for _ in parts]
    function = sp.lambdify(dummies, expr.func(*dummies) if dummies else expr, [_NAMES, "mpmath"])
    return lambda *values: function(*(part(*values) for part in parts))


def enclose_mpmath(expr: sp.Expr, digits: int = 15) -> Enclosure:
    """The mpmath value with an interval from two working precisions; `guaranteed` is False.

    What cancels to 0 at both precisions is told from 0 no better than numbers of size 1 are told from each other.
    """
    check_digits(digits)
    try:
        with mpmath.workdps(digits + 15):
            first = +mpmath.mpf(compile_mpmath(expr)())
        with mpmath.workdps(2 * digits + 30):
            second = +mpmath.mpf(compile_mpmath(expr)())
    except NoConvergence:
        raise ValueError("mpmath does not converge here; use the ball backend") from None
    centre = mpf_to_fraction(second)
    radius = abs(mpf_to_fraction(first) - centre) + abs(centre) * Fraction(1, 10 ** (digits + 10))
    if centre == 0:
        radius += Fraction(1, 10 ** (2 * digits + 25))
    return Enclosure(centre - radius, centre + radius, guaranteed=False)


def mpf_to_fraction(x: MpNumber) -> Fraction:
    """The exact value of a finite mpf."""
    sign, man, exp, _ = x._mpf_
    if not man and exp:
        raise ValueError(f"not a finite number: {x}")
    value = Fraction(int(man)) * Fraction(2) ** int(exp)
    return -value if sign else value
