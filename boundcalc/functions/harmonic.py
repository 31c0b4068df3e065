"""Generalised harmonic numbers."""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from ..numeric.ball import NoBallEvaluation, Number, as_int, to_arb
from ..numeric.kinds import Printer
from ..numeric.multiprecision import MpNumber, mpmath
from .node import Node, need_int

_SHORT = 64
_MOST_TERMS = 5_000_000


class Harmonic(Node):
    r"""``H_{K,s} = sum_{k <= K} k^-s``, integer K >= 1, s >= 0.

    SymPy's `harmonic` adds the rationals up for every integer s, however many.

    >>> Harmonic(3, 1), Harmonic(10**6, 2)
    (11/6, harmonic(1000000, 2))
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(Harmonic(10**6, 2), 20).to_string(20)
    '1.6449330668487264363...'
    """

    nargs = 2

    @classmethod
    def eval(cls, count: sp.Expr, s: sp.Expr) -> sp.Expr | None:
        if s == 0:
            return count
        short = count.is_Integer and 1 <= count <= _SHORT and s.is_Integer and 0 < s <= _SHORT
        return sp.harmonic(count, s) if short else None

    def _eval_is_extended_positive(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        return f"harmonic({', '.join(map(printer._print, self.args))})"

    def _text(self, printer: Printer) -> str:
        return "H_{{{}, {}}}".format(*map(printer._print, self.args))

    def _ball(self, count: Number, s: Number) -> Number:
        return harmonic(need_int(count), s)

    def _mpmath(self, count: MpNumber, s: MpNumber) -> MpNumber:
        return mpmath.fsum(mpmath.power(k, -s) for k in range(1, int(count) + 1))


def harmonic(count: int, s: Number) -> Number:
    """H_{count, s}: a rational where it is short."""
    whole, x = as_int(s), to_arb(s)
    if whole is not None and 0 <= whole <= 16 and count <= 512:
        return sum((fmpq(1, k**whole) for k in range(1, count + 1)), fmpq(0))
    if count > 4096 and abs(x - 1) >= arb("0.01"):
        return x.zeta() - x.zeta(arb(count + 1))
    if whole == 1:
        return arb(count + 1).digamma() + arb.const_euler()
    if count > _MOST_TERMS:
        raise NoBallEvaluation(f"more than {_MOST_TERMS} powers would have to be added up")
    return sum(((-x * arb(k).log()).exp() for k in range(1, count + 1)), arb(0))


__all__ = ["Harmonic", "harmonic"]
