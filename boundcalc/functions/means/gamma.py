"""The exact leakage of releasing the mean of exponential or gamma data."""

from __future__ import annotations

import sympy as sp

from ...numeric.ball import Number
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber
from ..node import Node, check_member, exceeds, indexed
from ._gamma_sum import leakage, mp_leakage, test


class GammaMean(Node):
    r"""``GammaMean(shape, n, gamma=1)``: Delta_gamma when the mean of n gamma data (any scale) is released.

    Given the sum S ~ Gamma(na), a the shape, u = z/S is Beta(a, (n-1)a) for a member and S u is Gamma(a) for another
    point; with m = (n-1)a - 1 the ratio (Gamma(na)/Gamma((n-1)a)) (1-u)^m e^{uS}/S^a exceeds gamma where 1-u lies
    between -(m/S) W_k(y), k = 0 and -1 (at most 1), W Lambert's function. One integral over S of incomplete beta and
    gamma functions at W (T-SUFF). shape = 1 is exponential data (`ExponentialMean`), k/2 is chi-square.
    shape > 0; integer n >= 1; gamma > 0. Theorem mean-gamma.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GammaMean(1, 3), 18).to_string(18)
    '0.247735312166001052...'
    """

    nargs = (2, 3)
    known_range = (0, 1)

    def __new__(cls, shape: NumberLike, n: NumberLike, gamma: NumberLike = 1, **options: bool) -> sp.Expr:
        return super().__new__(cls, shape, n, gamma, **options)

    @classmethod
    def eval(cls, shape: sp.Expr, n: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        return sp.S.One if n == 1 else None  # the release is the training point

    def _text(self, printer: Printer) -> str:
        shape, n = map(printer._print, self.args[:2])
        name = indexed(printer, r"\Delta", self.args[2])
        return rf"{name}^{{\Gamma}}\left({shape}, {n}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, shape: Number, n: Number, gamma: Number) -> Number:
        return leakage(shape, n, gamma)

    def _mpmath(self, shape: MpNumber, n: MpNumber, gamma: MpNumber) -> MpNumber:
        return mp_leakage(shape, int(n), gamma)


class GammaMeanTest(Node):
    r"""``P(LR > t)`` behind `GammaMean`: the TPR (member = 1) or FPR (member = 0) of its optimal test.

    shape > 0; integer n >= 1; t > 0; member 0 or 1.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GammaMeanTest(1, 3, 1, 1) - GammaMeanTest(1, 3, 1, 0), 15).to_string(15)
    '0.247735312166001...'
    """

    nargs = 4
    known_range = (0, 1)

    @classmethod
    def eval(cls, shape: sp.Expr, n: sp.Expr, t: sp.Expr, member: sp.Expr) -> sp.Expr | None:
        check_member(member)
        if n == 1:
            return member
        return None

    def _text(self, printer: Printer) -> str:
        shape, n, t, member = self.args
        return exceeds(printer, r"\Gamma", (shape, n), t, member)

    def _ball(self, shape: Number, n: Number, t: Number, member: Number) -> Number:
        return test(shape, n, t, member == 1)
