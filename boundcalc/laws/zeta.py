"""The infinite power law (zeta law)."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from flint import arb

from ..numeric.ball import Number, evaluate_ball, to_arb
from .parameter import Parameter
from .sequence import SequenceLaw


class Zeta(SequenceLaw):
    r"""``P(k) = k^{-s} / zeta(s)``, k = 1, 2, ...; any s > 1.

    Tails are Hurwitz zeta functions, so that heavy tails cost no digits. C_K is infinite for s <= 2.

    >>> Zeta(2).mass_of(1)
    6/pi**2
    """

    parameters = (Parameter("s", "s", sp.Interval.open(1, sp.oo), ("11/10", "2", "7/2")),)

    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k."""
        return k ** (-self.s) / sp.zeta(self.s)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.oo

    def _s(self) -> arb:
        return to_arb(evaluate_ball(self.s))

    def mode(self) -> int:
        return 1

    def mass(self, k: int) -> Number:
        return (-self._s() * arb(k).log()).exp() / self._s().zeta()

    def masses(self, first: int, last: int) -> Any:
        s, scale = -self._s(), 1 / self._s().zeta()
        return ((s * arb(k).log()).exp() * scale for k in range(first, last + 1))

    def ratio_bound(self, k: int) -> arb:
        return arb(1)

    def ratio_floor(self, k: int) -> arb:
        return (arb(k) / (k + 1)) ** self._s()

    @property
    def is_heavy(self) -> bool:
        return True

    def power_tail(self, last: int, a: Number) -> arb:
        exponent = self._s() * to_arb(a)
        if not exponent > 1:
            return arb.pos_inf()
        return exponent.zeta(arb(last + 1)) / self._s().zeta() ** to_arb(a)

    def diverges(self, a: Number) -> bool:
        return bool(evaluate_ball(self.s) * a <= 1)

    def cut(self, bits: int, a: Number) -> int:
        return 0

    def sample(self, rng: Any, size: int) -> Any:
        return rng.zipf(float(self.s), size)

    def float_pmf(self, values: Any) -> Any:
        from scipy.special import zeta

        return np.asarray(values, dtype=float) ** -float(self.s) / zeta(float(self.s))
