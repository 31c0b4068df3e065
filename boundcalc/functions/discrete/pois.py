"""The mean absolute deviation of the Poisson law (Crow 1958)."""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, floor_range, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import TERM, Node, in_product


class PoissonMAD(Node):
    r"""``E|N - x|`` for N ~ Poisson(x), x >= 0: equal to 2 x^{m+1} e^{-x} / m!, m = floor(x).

    At least n E|B/n - p| for B ~ Bin(n, p), np = x: the binomial is below the Poisson in convex order (T-POIS).

    >>> import sympy as sp
    >>> PoissonMAD(1).rewrite(sp.exp)
    2*exp(-1)
    """

    nargs = 1
    known_range = (0, None)
    precedence = TERM

    def _eval_rewrite_as_exp(self, x: sp.Expr, **_: object) -> sp.Expr:
        m = sp.floor(x)
        return 2 * x ** (m + 1) * sp.exp(-x) / sp.factorial(m)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        (x,) = self.args
        m = sp.floor(x)
        return 2 * x**m * sp.exp(-x) * (m + 1 - x) / sp.factorial(m)

    def leading_term(self) -> sp.Expr:
        """What it is asymptotic to as x grows: sqrt(2 x / pi)."""
        return sp.sqrt(2 * self.args[0] / sp.pi)

    def _text(self, printer: Printer) -> str:
        (x,) = self.args
        return rf"\mathbb{{E}}\left|\mathrm{{Pois}}\left({printer._print(x)}\right) - {in_product(printer, x)}\right|"

    def _ball(self, x: Number) -> Number:
        if x < 0:
            raise ValueError(f"x must be at least 0, got {x}")
        if isinstance(x, fmpq) and x == 0:
            return fmpq(0)
        low, high = floor_range(x)
        y = to_arb(x)
        values = [2 * ((m + 1) * y.log() - y - arb(m + 1).lgamma()).exp() for m in {max(low, 0), high}]
        # Continuous in x: a ball that straddles one integer takes both formulas; a wide one the cap sqrt(x).
        if high - low > 1:
            return arb(0).union(y.upper().sqrt())
        return values[0] if len(values) == 1 else values[0].union(values[1])

    def _mpmath(self, x: MpNumber) -> MpNumber:
        m = mpmath.floor(x)
        return 2 * x ** (m + 1) * mpmath.exp(-x) / mpmath.factorial(m)
