"""Integrands on the line that are the exponential of something, times a factor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sympy as sp
from flint import acb, arb

from ..functions.log_sum_exp import LogSumExp
from ..numeric.ball import PrecisionTooLow, evaluate_ball, to_arb
from ..numeric.complex_ball import ComplexClosure, compile_complex


@dataclass(frozen=True)
class Integrand:
    """e^exponent times a factor, in the variable x; the exponential is never written out."""

    exponent: sp.Expr
    factor: sp.Expr | None
    x: sp.Symbol

    def at(self, place: sp.Expr, v: sp.Symbol, log_jacobian: sp.Expr) -> Integrand:
        """In the variable v, x = place."""
        exponent = multiplied_out(sp.expand_log(self.exponent.xreplace({self.x: place})), v)
        factor = None if self.factor is None else self.factor.xreplace({self.x: place})
        return Integrand(exponent + log_jacobian, factor, v)

    @cached_property
    def function(self) -> ComplexClosure:
        """The function in complex balls, at the precision of the first use."""
        exponent = compile_complex(self.exponent, [self.x])
        if self.factor is None:
            return lambda z, analytic: exponent(z, analytic).exp()
        factor = compile_complex(self.factor, [self.x])
        return lambda z, analytic: exponent(z, analytic).exp() * factor(z, analytic)

    def is_regular(self, end: sp.Expr) -> bool:
        """Whether it is analytic around this point."""
        edge = to_arb(evaluate_ball(end))
        around = arb(0, arb(2) ** -20) * (1 + abs(edge))
        try:
            return bool(self.function(acb(edge + around, around), True).is_finite())
        except (ZeroDivisionError, PrecisionTooLow):
            return False


def multiplied_out(expr: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Expanded, but for what is inside a function: an expanded square is no longer seen to be positive."""
    inner = {f: sp.Dummy(real=True) for f in expr.atoms(sp.log, LogSumExp) if f.has(x)}
    return sp.expand(expr.xreplace(inner)).xreplace({name: f for f, name in inner.items()})


__all__ = ["Integrand", "multiplied_out"]
