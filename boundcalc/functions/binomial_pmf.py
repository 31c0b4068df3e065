"""The binomial probability P(Bin(n, p) = k)."""

from __future__ import annotations

import sympy as sp

from ..numeric.ball import Number
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from . import _binomial
from .node import Node, need_int


class BinomialPMF(Node):
    r"""``b(k; n, p) = P(Bin(n, p) = k) = C(n, k) p^k (1-p)^(n-k)``, 0 outside 0 <= k <= n.

    Integers k and n >= 0; 0 <= p <= 1.

    >>> import sympy as sp
    >>> BinomialPMF(2, 3, sp.Rational(1, 3)).rewrite(sp.binomial)
    2/9
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, k: sp.Expr, n: sp.Expr, p: sp.Expr) -> sp.Expr | None:
        if k.is_Integer and (k < 0 or (n.is_Integer and k > n)):
            return sp.S.Zero
        return None

    def _eval_rewrite_as_binomial(self, k: sp.Expr, n: sp.Expr, p: sp.Expr, **_: object) -> sp.Expr:
        return sp.binomial(n, k) * p**k * (1 - p) ** (n - k)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        k, n, p = self.args
        if argindex != 3:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return n * (BinomialPMF(k - 1, n - 1, p) - BinomialPMF(k, n - 1, p))

    def _text(self, printer: Printer) -> str:
        k, n, p = map(printer._print, self.args)
        return rf"\mathbb{{P}}\left(\mathrm{{Bin}}\left({n}, {p}\right) = {k}\right)"

    def _ball(self, k: Number, n: Number, p: Number) -> Number:
        return _binomial.pmf(need_int(k), need_int(n), p)

    def _mpmath(self, k: MpNumber, n: MpNumber, p: MpNumber) -> MpNumber:
        return mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k)
