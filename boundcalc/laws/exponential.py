"""The exponential law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .draws import divided
from .parameter import Parameter
from .tail import TailForm, U
from .twin import Twin


class Exponential(ContinuousLaw):
    r"""Density ``rate e^{-rate x}``, x > 0; rate > 0.

    >>> Exponential(2).survival(3)
    exp(-6)
    """

    parameters = (Parameter("rate", r"\lambda", POSITIVE, ("1", "1/3", "4")),)
    scipy = Twin("expon", lambda rate: (), lambda: (1,), lambda rate: {"scale": 1 / rate})
    sympy = Twin("Exponential")

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return sp.log(self.rate) - self.rate * x

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return 1 - sp.exp(-self.rate * x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return sp.exp(-self.rate * x)

    def _moment(self, k: int) -> sp.Expr:
        return sp.factorial(k) / self.rate**k

    @property
    def variance(self) -> sp.Expr:
        return self.rate**-2

    def _entropy(self) -> sp.Expr:
        return 1 - sp.log(self.rate)

    def tail(self, side: int) -> TailForm:
        if side > 0:
            return TailForm({sp.Integer(1): -self.rate}, sp.log(self.rate))
        return TailForm({}, sp.log(self.rate), self.rate * sp.exp(-U))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return Exponential(self.rate / scale) if shift == 0 and scale.is_positive else None

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return divided(rng.exponential(size=size), self.rate)
