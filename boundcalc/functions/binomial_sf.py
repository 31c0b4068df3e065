"""The upper tail of the binomial law."""

from __future__ import annotations

import sympy as sp

from ..numeric.ball import Number
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from . import _binomial
from .binomial_pmf import BinomialPMF
from .node import Node, need_int


class BinomialSF(Node):
    r"""``P(Bin(n, p) >= k)``, the regularised incomplete beta function I_p(k, n-k+1).

    Integers k and n >= 0; 0 <= p <= 1; 1 when k <= 0 and 0 when k > n.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(BinomialSF(2, 3, sp.Rational(1, 3))).exact
    Fraction(7, 27)
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, k: sp.Expr, n: sp.Expr, p: sp.Expr) -> sp.Expr | None:
        if k.is_Integer and k <= 0:
            return sp.S.One
        if k.is_Integer and n.is_Integer and k > n:
            return sp.S.Zero
        return None

    def _eval_rewrite_as_Sum(self, k: sp.Expr, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        i = sp.Dummy("i", integer=True)
        return sp.Sum(sp.binomial(n, i) * p**i * (1 - p) ** (n - i), (i, k, n))

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        k, n, p = self.args
        if argindex != 3:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return n * BinomialPMF(k - 1, n - 1, p)

    def _text(self, printer: Printer) -> str:
        k, n, p = map(printer._print, self.args)
        return rf"\mathbb{{P}}\left(\mathrm{{Bin}}\left({n}, {p}\right) \geq {k}\right)"

    def _ball(self, k: Number, n: Number, p: Number) -> Number:
        return _binomial.sf(need_int(k), need_int(n), p)

    def _mpmath(self, k: MpNumber, n: MpNumber, p: MpNumber) -> MpNumber:
        return mpmath_sf(k, n, p)


def mpmath_sf(k: MpNumber, n: MpNumber, p: MpNumber) -> MpNumber:
    """P(Bin(n, p) >= k) with mpmath."""
    if k <= 0 or k > n:
        return mpmath.mpf(int(k <= 0))
    return mpmath.betainc(k, n - k + 1, 0, p, regularized=True)
