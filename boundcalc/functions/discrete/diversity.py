"""The diversity constant C_K of a discrete law."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from ...numeric.ball import Number, compile_ball
from ...numeric.float64 import Float64Closure, compile_float64
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpClosure, compile_mpmath
from ..atom_sum import MASS, AtomSum
from ..atomic_law import AtomicLaw
from ..node import Evaluated


class DiversityConstant(Evaluated, sp.Expr):
    r"""``C_K(P) = sum_j sqrt(p_j (1 - p_j))``: how diverse the atoms of a discrete law are.

    At most sqrt(K-1), with equality exactly for K equal atoms; infinite for power laws with s <= 2. It governs
    the rate of the worst-case Delta: Delta <= C_K/(2 sqrt n) (T-CK).

    >>> from boundcalc.laws import DiscreteUniform
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(DiversityConstant(DiscreteUniform(1, 5))).exact
    Fraction(2, 1)
    """

    is_commutative = True
    is_number = False
    known_range = (0, None)

    def __new__(cls, law: AtomicLaw) -> sp.Expr:
        return sp.Expr.__new__(cls, law)

    @property
    def law(self) -> AtomicLaw:
        """The law."""
        return self.args[0]

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return self.law.free_symbols

    @property
    def as_sum(self) -> sp.Expr:
        """The defining sum over the atoms."""
        return AtomSum(sp.sqrt(MASS * (1 - MASS)), self.law)

    def doit(self, **_: object) -> sp.Expr:
        """The defining sum."""
        return self.as_sum

    def _eval_rewrite_as_Sum(self, law: AtomicLaw, **_: object) -> sp.Expr:
        return self.as_sum.rewrite(sp.Sum)

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        return self.as_sum.diff(symbol)

    def _text(self, printer: Printer) -> str:
        return rf"C_{{K}}\left({printer._print(self.law)}\right)"

    def _sympystr(self, printer: Printer) -> str:
        return f"C_K({self.law})"

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        return compile_ball(self.as_sum, variables)

    def _float64_closure(self, variables: Sequence[sp.Symbol]) -> Float64Closure:
        return compile_float64(self.as_sum, variables)

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> MpClosure:
        return compile_mpmath(self.as_sum, variables)
