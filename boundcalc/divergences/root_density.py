"""The integral of the square root of a density."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise

import sympy as sp
from flint import fmpq

from ..functions.node import BINDER, Functional
from ..laws import ContinuousLaw, Law
from ..numeric.ball import Number, add
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import NumberLike, Printer
from ..numeric.sign import order
from .line import Line, is_infinite
from .pieces import Piece, log_power_on


class RootDensityIntegral(Functional):
    r"""``int_low^high sqrt(f(x)) dx`` for the density f of a law; the whole support unless the ends are given.

    Fine cells of width w have a diversity C_K close to this integral over sqrt(w) (high resolution). oo when the
    integral diverges.

    >>> import boundcalc as bc
    >>> bc.evaluate(RootDensityIntegral(bc.Normal(0, 1))).to_string(12)  # (8 pi)^(1/4)
    '2.23903026984...'
    """

    precedence = BINDER
    known_range = (0, None)

    def __new__(cls, law: Law, low: NumberLike | None = None, high: NumberLike | None = None) -> sp.Expr:
        if not isinstance(law, ContinuousLaw):
            raise ValueError(f"law must be a continuous law on the line, got {shown(law)}")
        ends = [
            end if given is None else to_expr(given, "an end")
            for given, end in zip((low, high), law.support, strict=True)
        ]
        return sp.Expr.__new__(cls, law, *ends)

    def _text(self, printer: Printer) -> str:
        law, low, high = map(printer._print, self.args)
        return rf"\int_{{{low}}}^{{{high}}} \sqrt{{f_{{{law}}}(x)}} \, dx"

    def _sympystr(self, printer: Printer) -> str:
        law, low, high = map(printer._print, self.args)
        return f"int_{low}^{high} sqrt(density of {law})"

    def _value(self) -> Number:
        law, low, high = self.args
        line = Line(law, law, units=False)  # not invariant under a change of units
        total: Number = fmpq(0)
        inner = [kink for kink in law.kinks if order(low, kink) < 0 < order(high, kink)]
        inner.sort(key=cmp_to_key(order))
        for a, b in pairwise([low, *inner, high]):
            x = sp.Dummy("x", positive=True) if order(a, sp.S.Zero) >= 0 else sp.Dummy("x", real=True)
            log = law._log_density_within(x, a, b)
            if log is -sp.oo:
                continue
            piece = Piece(a, b, x, log, log)
            half = sp.Rational(1, 2)
            value = line.integral(piece, log_power_on(piece, half, sp.S.Zero), (half, sp.S.Zero))
            if is_infinite(value):
                return value
            total = add(total, value)
        return total
