"""The elementary cap min(p, sqrt(p(1-p)/n)/2) on the hockey-stick term."""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from ...numeric.ball import Number, evaluate_ball, power, to_arb
from ...numeric.float64 import Approximation
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node


class MassCap(Node):
    r"""``min(p, sqrt(p (1-p)/n)/2)``: at least h_gamma(n, p) for every gamma.

    E(B/n - p)_+ is at most E B/n = p, and at most half the standard deviation of B/n.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(MassCap(4, sp.Rational(1, 2))).exact
    Fraction(1, 8)
    """

    nargs = 2
    known_range = (0, 1)
    at_most_mass = True

    def _eval_rewrite_as_Min(self, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        return sp.Min(p, sp.sqrt(p * (1 - p) / n) / 2)

    def doit(self, **_: object) -> sp.Expr:
        """The elementary form."""
        return self.rewrite(sp.Min)

    def small_mass_terms(self) -> tuple[Number, list[tuple[Number, Number, Number]]]:
        """(bound, [(c, a, b)]): where bound * p < 1 the cap is p, since 4np < 1-p there."""
        return 4 * evaluate_ball(self.args[0]) + 1, [(fmpq(1), fmpq(1), fmpq(0))]

    def _text(self, printer: Printer) -> str:
        n, p = self.args
        return rf"\min\left({printer._print(p)}, \frac{{1}}{{2}} \sqrt{{{printer._print(p * (1 - p) / n)}}}\right)"

    def _ball(self, n: Number, p: Number) -> Number:
        half_width = power(p * (1 - p) / n, fmpq(1, 2)) / 2
        if isinstance(p, fmpq) and isinstance(half_width, fmpq):
            return min(p, half_width)
        return to_arb(p).min(to_arb(half_width))

    def _float64(self, n: Approximation, p: Approximation) -> Approximation:
        one = Approximation(1.0, 0.0)
        half_width = (p * (one - p) * n.reciprocal()).sqrt() * Approximation(0.5, 0.0)
        return -((-p).maximum(-half_width))

    def _mpmath(self, n: MpNumber, p: MpNumber) -> MpNumber:
        return min(p, mpmath.sqrt(p * (1 - p) / n) / 2)
