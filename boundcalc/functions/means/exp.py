"""The exact leakage of releasing the mean of exponential data."""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from ...numeric.ball import Number
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber
from ..node import Node, check_member, exceeds, indexed
from ._gamma_sum import leakage, mp_leakage, test


class ExponentialMean(Node):
    r"""``ExponentialMean(n, gamma=1)``: Delta_gamma when the mean of n exponential data (any rate) is released.

    Given the sum S ~ Gamma(n), u = z/S is Beta(1, n-1) for a member and S u is exponential for another point; the ratio
    (n-1) (1-u)^{n-2} e^{uS}/S exceeds gamma where 1-u lies between -((n-2)/S) W_k(y), k = 0 and -1 (at most 1),
    y = -(S/(n-2)) (gamma S e^{-S}/(n-1))^{1/(n-2)}, W Lambert's function. One integral over S of elementary functions
    and W (T-SUFF). Integer n >= 1; gamma > 0. Theorem mean-exp.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(ExponentialMean(100), 20).to_string(20)
    '0.029657916003334073024...'
    """

    nargs = (1, 2)
    known_range = (0, 1)

    def __new__(cls, n: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, n, gamma, **options)

    @classmethod
    def eval(cls, n: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return sp.S.One if n == 1 else None  # the release is the training point

    def leading_term(self) -> sp.Expr:
        """What Delta_1 is asymptotic to: (2/e)/sqrt(2 pi n) (theorem mean-rate: a first-order argument)."""
        n, gamma = self.args
        if gamma != 1:
            raise ValueError("for gamma != 1 the leakage decays faster; no leading term is given")
        return 2 / sp.E / sp.sqrt(2 * sp.pi * n)

    def _text(self, printer: Printer) -> str:
        n, gamma = self.args
        name = indexed(printer, r"\Delta", gamma)
        return rf"{name}^{{\mathrm{{Exp}}}}\left({printer._print(n)}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, n: Number, gamma: Number) -> Number:
        return leakage(fmpq(1), n, gamma)

    def _mpmath(self, n: MpNumber, gamma: MpNumber) -> MpNumber:
        return mp_leakage(1, int(n), gamma)


class ExponentialMeanTest(Node):
    r"""``P(LR > t)`` behind `ExponentialMean`: the TPR (member = 1) or FPR (member = 0) of its optimal test.

    Integer n >= 1; t > 0; member 0 or 1.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(ExponentialMeanTest(100, 1, 1) - ExponentialMeanTest(100, 1, 0), 15).to_string(15)
    '0.0296579160033340...'
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, n: sp.Expr, t: sp.Expr, member: sp.Expr) -> sp.Expr | None:
        check_member(member)
        return member if n == 1 else None

    def _text(self, printer: Printer) -> str:
        n, t, member = self.args
        return exceeds(printer, r"\mathrm{Exp}", (n,), t, member)

    def _ball(self, n: Number, t: Number, member: Number) -> Number:
        return test(fmpq(1), n, t, member == 1)
