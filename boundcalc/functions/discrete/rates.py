"""How often the likelihood-ratio test says member at one atom."""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, evaluate_ball, floor_range, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from .. import _binomial
from ..binomial_sf import BinomialSF, mpmath_sf
from ..node import Node, need_int


class CountTest(Node):
    r"""``P(B > t n p)``, the chance that the count of an atom of mass p makes the likelihood ratio B/(np) exceed t.

    For a non-member (member = 0) B ~ Bin(n, p): the atom's part of the false-positive rate. For a member
    (member = 1) B ~ 1 + Bin(n-1, p): its part of the true-positive rate.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(CountTest(3, sp.Rational(1, 2), 1, 0)).exact, evaluate(CountTest(3, sp.Rational(1, 2), 1, 1)).exact
    (Fraction(1, 2), Fraction(3, 4))
    """

    nargs = 4
    known_range = (0, 1)

    def _eval_rewrite_as_BinomialSF(self, n: sp.Expr, p: sp.Expr, t: sp.Expr, member: sp.Expr, **_: object) -> sp.Expr:
        return BinomialSF(sp.floor(t * n * p) + 1 - member, n - member, p)

    def small_mass_terms(self) -> tuple[Number, list[tuple[Number, Number, Number]]]:
        """(bound, [(c, a, b), ...]): where bound * p < 1 one count is enough: 1 - (1-p)^n, or 1 for a member."""
        n, _, t, member = self.args
        size = evaluate_ball(n)
        always = (fmpq(1), fmpq(0), fmpq(0))
        return size * evaluate_ball(t), [always] if member == 1 else [always, (fmpq(-1), fmpq(0), size)]

    def _text(self, printer: Printer) -> str:
        n, p, t, member = self.args
        law = rf"\mathrm{{Bin}}\left({printer._print(n - 1 if member == 1 else n)}, {printer._print(p)}\right)"
        return rf"\mathbb{{P}}\left({'1 + ' if member == 1 else ''}{law} > {printer._print(t * n * p)}\right)"

    def _ball(self, n_value: Number, p: Number, t: Number, member: Number) -> Number:
        n, joined = need_int(n_value), need_int(member)
        low, high = floor_range(t * n * p)
        values = [_binomial.sf(k + 1 - joined, n - joined, p) for k in {low, high}]
        if len(values) == 1:
            return values[0]
        # The test jumps where t n p crosses an integer: a ball that straddles it takes both sides.
        return arb(to_arb(values[0])).union(to_arb(values[1]))

    def _mpmath(self, n: MpNumber, p: MpNumber, t: MpNumber, member: MpNumber) -> MpNumber:
        return mpmath_sf(mpmath.floor(t * n * p) + 1 - member, n - member, p)
