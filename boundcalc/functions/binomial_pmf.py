"""The binomial probability P(Bin(n, p) = k)."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp

from ..numeric.ball import Number, PrecisionTooLow, as_int
from . import _binomial


class BinomialPMF(sp.Function):
    r"""``b(k; n, p) = P(Bin(n, p) = k) = C(n, k) p^k (1-p)^(n-k)``, 0 outside 0 <= k <= n.

    Integers k and n >= 0; 0 <= p <= 1.

    >>> import sympy as sp
    >>> BinomialPMF(2, 3, sp.Rational(1, 3)).rewrite(sp.binomial)
    2/9
    """

    nargs = 3

    @classmethod
    def eval(cls, k: sp.Expr, n: sp.Expr, p: sp.Expr) -> sp.Expr | None:
        if k.is_Integer and (k < 0 or (n.is_Integer and k > n)):
            return sp.S.Zero
        return None

    def _eval_rewrite_as_binomial(self, k: sp.Expr, n: sp.Expr, p: sp.Expr, **_: Any) -> sp.Expr:
        return sp.binomial(n, k) * p**k * (1 - p) ** (n - k)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        k, n, p = self.args
        if argindex != 3:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return n * (BinomialPMF(k - 1, n - 1, p) - BinomialPMF(k, n - 1, p))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        k, n, p = map(printer._print, self.args)
        text = rf"\mathbb{{P}}\left(\mathrm{{Bin}}({n},{p}) = {k}\right)"
        return text if exp is None else rf"{text}^{{{exp}}}"

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        return evalf(self, prec)

    def _ball(self, k: Number, n: Number, p: Number) -> Number:
        return _binomial.pmf(need_int(k), need_int(n), p)

    def _mpmath(self, k: Any, n: Any, p: Any) -> Any:
        return mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k)


def need_int(x: Number) -> int:
    """The integer x certainly is; a ball asks for more precision."""
    value = as_int(x)
    if value is None:
        raise PrecisionTooLow(f"{x} is not certainly an integer")
    return value


def evalf(expr: sp.Expr, prec: int) -> sp.Expr | None:
    """SymPy's `evalf` hook: the middle of the enclosure, as a Float of `prec` bits."""
    from ..numeric.ball import NoBallEvaluation, enclose

    if expr.free_symbols:
        return None
    try:
        value = enclose(expr, max(1, int(prec / 3.32) + 2))
    except NoBallEvaluation:
        return None
    if not value.is_finite:
        return sp.oo if value.lower == float("inf") else None
    mid = value.midpoint
    return sp.Float(sp.Rational(mid.numerator, mid.denominator), precision=prec)
