"""The Weibull law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.log_gamma import LogGamma
from ..functions.real_power import RealPower
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class Weibull(ContinuousLaw):
    r"""Survival function ``e^{-(x/scale)^shape}``, x > 0; shape, scale > 0.

    >>> Weibull(2, 1).mean
    sqrt(pi)/2
    """

    parameters = (
        Parameter("shape", "k", POSITIVE, ("1", "1/2", "3")),
        Parameter("scale", "s", POSITIVE, ("1", "1/3", "5")),
    )
    scipy = Twin("weibull_min", lambda shape, scale: (shape,), lambda c: (c, 1), lambda shape, scale: {"scale": scale})
    sympy = Twin("Weibull", lambda shape, scale: (scale, shape), lambda scale, shape: (shape, scale))

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        k, s = self.shape, self.scale
        return sp.log(k) - k * sp.log(s) + (k - 1) * sp.log(x) - self._hazard(x)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return 1 - self._survival(x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return sp.exp(-self._hazard(x))

    def _hazard(self, x: sp.Expr) -> sp.Expr:
        return RealPower(self.scale, -self.shape) * RealPower(x, self.shape)

    def _moment(self, k: int) -> sp.Expr:
        return self.scale**k * sp.exp(LogGamma(1 + k / self.shape))

    @property
    def variance(self) -> sp.Expr:
        return self._moment(2) - self._moment(1) ** 2

    def _entropy(self) -> sp.Expr:
        return sp.EulerGamma * (1 - 1 / self.shape) + sp.log(self.scale / self.shape) + 1

    def tail(self, side: int) -> TailForm:
        k, s = self.shape, self.scale
        constant = sp.log(k) - k * sp.log(s)
        if side > 0:
            return TailForm({k: -RealPower(s, -k), LINEAR: k - 1}, constant)
        return TailForm({LINEAR: 1 - k}, constant, RealPower(s, -k) * sp.exp(-k * U))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return Weibull(self.shape, scale * self.scale) if shift == 0 and scale.is_positive else None

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return float(self.scale) * rng.weibull(float(self.shape), size)
