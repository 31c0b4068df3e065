"""The infinite power law (zeta law)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from flint import arb, fmpq

from ..functions.real_power import RealPower
from ..functions.riemann_zeta import RiemannZeta
from ..numeric.ball import Number, evaluate_ball, to_arb
from ..numeric.kinds import Array
from .discrete import at_integers
from .parameter import Parameter
from .ratio import POWER, RatioLaw, RatioShape
from .sequence import SequenceLaw
from .twin import Twin


class Zeta(RatioLaw, SequenceLaw):
    r"""``P(k) = k^{-s} / zeta(s)``, k = 1, 2, ...; any s > 1.

    Tails are Hurwitz zeta functions, so that heavy tails cost no digits. C_K is infinite for s <= 2.

    >>> Zeta(2).mass_of(1)
    6/pi**2
    """

    parameters = (Parameter("s", "s", sp.Interval.open(1, sp.oo), ("11/10", "2", "7/2")),)
    scipy = Twin("zipf")
    sympy = Twin("Zeta")

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return RealPower(k, -self.s) / RiemannZeta(self.s)

    @property
    def index_range(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.oo

    def _s(self) -> arb:
        return to_arb(evaluate_ball(self.s))

    def mode(self) -> int:
        return 1

    def mass(self, k: int) -> Number:
        return (-self._s() * arb(k).log()).exp() / self._s().zeta()

    def masses(self, first: int, last: int) -> Iterator[Number]:
        s, scale = -self._s(), 1 / self._s().zeta()
        return ((s * arb(k).log()).exp() * scale for k in range(first, last + 1))

    @property
    def ratio_shape(self) -> RatioShape:
        return RatioShape(POWER, self.s, sp.S.One)

    def log_mass(self, k: int) -> arb:
        return -self._s() * arb(k).log() - self._s().zeta().log()

    def log_ratio(self, k: int) -> arb:
        return -self._s() * (arb(1) / k).log1p()

    def upto(self, k: int) -> Number:
        return 1 - self.beyond(k)

    def beyond(self, k: int) -> Number:
        return self.power_tail(k, fmpq(1)) if k > 0 else fmpq(1)

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

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        """float64: numpy's own sampler drops all beyond 2^63, which carries 1.2% of the mass at s = 11/10.

        Rejection from floor(U^{-1/(s-1)}) (Devroye 1986, section X.6). Beyond 2^53 two draws are the same atom with a
        probability too small to matter, so they only have to differ; beyond 1e150 masses are 0 to every simulation.
        """
        power = float(self.s - 1)
        slack = -np.expm1(-power * np.log(2))  # 1 - 1/b, b = 2^(s-1)
        out = np.empty(size)
        done = 0
        while done < size:
            log_x = rng.exponential(1 / power, 2 * (size - done))
            x = np.floor(np.exp(np.minimum(log_x, 345.0)))
            x = np.where(log_x < 345, x, 1e150 * (1 + rng.random(len(x))))
            log_t = power * np.log1p(1 / x)
            # V X (T - 1)/(b - 1) <= T/b
            kept = x[rng.random(len(x)) * x * -np.expm1(-log_t) <= slack][: size - done]
            out[done : done + len(kept)] = kept
            done += len(kept)
        return out

    def float_pmf(self, values: Array) -> Array:
        from scipy.special import zeta

        return np.asarray(values, dtype=float) ** -float(self.s) / zeta(float(self.s))
