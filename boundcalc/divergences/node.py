"""The SymPy node that all divergences share: a number that belongs to two laws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NoReturn

import sympy as sp

from ..functions.node import Functional
from ..laws import AnyLaw, ContinuousLaw, DiscreteLaw, Law
from ..numeric.exact import shown, to_expr
from ..numeric.float64 import NoFloat64Evaluation
from ..numeric.kinds import NumberLike, Printer


class PairNode(Functional):
    """A functional of two laws P and Q (and perhaps a parameter) without a closed form, evaluated in balls."""

    symbol: ClassVar[str] = "D"
    brings_to_scale: ClassVar[bool] = True  # large numbers in the parameters of the laws need no more bits

    @classmethod
    def unevaluated(cls, *args: Law | NumberLike) -> sp.Expr:
        """The node itself even where a closed form is known: for checks of one against the other."""
        return sp.Expr.__new__(cls, *(arg if isinstance(arg, Law) else to_expr(arg) for arg in args))

    @property
    def p(self) -> Law:
        """The first law."""
        return self.args[0]

    @property
    def q(self) -> Law:
        """The second law."""
        return self.args[1]

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        if symbol not in self.free_symbols:
            return sp.S.Zero
        return sp.Derivative(self, symbol, evaluate=False)

    def _float64_closure(self, variables: Sequence[sp.Symbol]) -> NoReturn:
        raise NoFloat64Evaluation(f"{self} has no float64 kernel with an error bound; use the ball backend")

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> NoReturn:
        raise ValueError(f"{self} has no mpmath evaluation; use the ball backend")

    def _sympystr(self, printer: Printer) -> str:
        return f"{self.symbol}({', '.join(map(printer._print, self.args))})"

    def _text(self, printer: Printer) -> str:
        p, q = map(printer._print, self.args[:2])
        index = f"_{{{printer._print(self.args[2])}}}" if len(self.args) > 2 else ""
        return rf"\mathrm{{{self.symbol}}}{index}\left({p} \,\middle\|\, {q}\right)"


def check_pair(p: Law, q: Law) -> None:
    """ValueError unless p and q are laws that can be compared."""
    for law, name in ((p, "p"), (q, "q")):
        if not isinstance(law, Law):
            raise ValueError(f"{name} must be a boundcalc law such as Normal(0, 1), got {shown(law)}")
        if isinstance(law, AnyLaw):
            raise ValueError(f"{name} must be one law, not any: two laws that are not named cannot be compared")
    if p.is_discrete != q.is_discrete:
        raise ValueError(f"p and q must both be discrete or both be continuous, got {shown(p)} and {q}")
    if not p.is_discrete and getattr(p, "dimension", None) != getattr(q, "dimension", None):
        raise ValueError(f"p and q must live in the same dimension, got {shown(p)} and {q}")


def on_line(p: Law, q: Law) -> bool:
    """Whether both laws have densities on the line."""
    return isinstance(p, ContinuousLaw) and isinstance(q, ContinuousLaw)


def both_discrete(p: Law, q: Law) -> bool:
    """Whether both laws have atoms."""
    return isinstance(p, DiscreteLaw) and isinstance(q, DiscreteLaw)
