"""A sum over the support of a law, of a term that depends on the place and not only on the mass."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from ..numeric.ball import NoBallEvaluation, Number, compile_ball
from ..numeric.kinds import NumberLike, Printer
from ..numeric.multiprecision import MpNumber, compile_mpmath, mpmath
from .atomic_law import AtomicLaw
from .node import BINDER, summed


class SupportSum(sp.Expr):
    r"""``sum_k f(k)`` over the support of a law with a formula for its masses: what differentiating an AtomSum gives.

    Balls enclose it when the support is finite; over an infinite support there is no certified tail, and
    `evalf` gives an mpmath value without guarantee.
    """

    is_commutative = True
    is_number = False
    precedence = BINDER

    def __new__(cls, function: NumberLike, k: sp.Symbol, law: AtomicLaw) -> sp.Expr:
        function = sp.sympify(function, strict=True)
        return sp.S.Zero if function == 0 else sp.Expr.__new__(cls, function, k, law)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        function, k, law = self.args
        return (function.free_symbols - {k}) | law.free_symbols

    @property
    def as_sum(self) -> sp.Expr:
        """The same as a SymPy Sum; the term is left as it is."""
        function, k, law = self.args
        return sp.Sum(function, (k, *law.index_range))

    def _eval_rewrite_as_Sum(self, function: sp.Expr, k: sp.Symbol, law: AtomicLaw, **_: object) -> sp.Expr:
        return sp.Sum(function, (k, *law.index_range))

    def doit(self, **_: object) -> sp.Expr:
        """The same as a SymPy Sum."""
        return self.as_sum

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr | None:
        return self if old == self.args[1] else None

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        function, k, law = self.args
        return SupportSum(function.diff(symbol), k, law)

    def _latex(self, printer: Printer) -> str:
        function, k, law = self.args
        return summed(printer, function, printer._print(k), *law.index_range)

    def _sympystr(self, printer: Printer) -> str:
        return printer._print(self.as_sum)

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        if self.args[2].index_range[1] is sp.oo:
            raise NoBallEvaluation("no certified tail is known for this sum over an infinite support; use evalf()")
        return compile_ball(self.as_sum, variables)

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., MpNumber]:
        function, k, law = self.args
        low, high = law.index_range
        term = compile_mpmath(function, (*variables, k))

        def total(*values: MpNumber) -> MpNumber:
            out, quiet, j = mpmath.mpf(0), 0, int(low)
            while high is sp.oo or j <= int(high):
                value = term(*values, mpmath.mpf(j))
                out += value
                # The masses fall geometrically or as a power; twenty negligible terms in a row end the sum.
                quiet = quiet + 1 if abs(value) <= mpmath.eps * abs(out) * mpmath.mpf(10) ** -3 else 0
                if quiet >= 20 and out != 0:
                    break
                if j - int(low) > 200_000:
                    raise ValueError("the sum converges too slowly for direct summation")
                j += 1
            return out

        return total

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        if self.free_symbols:
            return None
        with mpmath.workprec(prec + 30):
            return sp.Float(compile_mpmath(self)(), precision=prec)
