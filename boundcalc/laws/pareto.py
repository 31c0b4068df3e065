"""The Pareto law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.real_power import RealPower
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class Pareto(ContinuousLaw):
    r"""Survival function ``(scale/x)^shape``, x > scale; shape, scale > 0. Moments of order k >= shape are infinite.

    >>> Pareto(3, 1).mean, Pareto(1, 1).mean
    (3/2, oo)
    """

    parameters = (
        Parameter("shape", r"\alpha", POSITIVE, ("1", "1/2", "5")),
        Parameter("scale", "m", POSITIVE, ("1", "1/3", "2")),
    )
    scipy = Twin("pareto", lambda shape, low: (shape,), lambda b: (b, 1), lambda shape, low: {"scale": low})
    sympy = Twin("Pareto", lambda shape, low: (low, shape), lambda low, shape: (shape, low))

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return self.scale, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return sp.log(self.shape) + self.shape * sp.log(self.scale) - (self.shape + 1) * sp.log(x)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return 1 - self._survival(x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return RealPower(self.scale, self.shape) * RealPower(x, -self.shape)

    def _moment(self, k: int) -> sp.Expr:
        value, exists = self.shape * self.scale**k / (self.shape - k), self.shape > k
        if exists == True:  # noqa: E712
            return value
        return sp.oo if exists == False else sp.Piecewise((value, exists), (sp.oo, True))  # noqa: E712

    @property
    def variance(self) -> sp.Expr:
        a, exists = self.shape, self.shape > 2
        value = a * self.scale**2 / ((a - 1) ** 2 * (a - 2))
        if exists == True:  # noqa: E712
            return value
        return sp.oo if exists == False else sp.Piecewise((value, exists), (sp.oo, True))  # noqa: E712

    def _entropy(self) -> sp.Expr:
        return sp.log(self.scale / self.shape) + 1 + 1 / self.shape

    def tail(self, side: int) -> TailForm:
        constant = sp.log(self.shape) + self.shape * sp.log(self.scale)
        if side > 0:
            return TailForm({LINEAR: -(self.shape + 1)}, constant)
        return TailForm({}, sp.log(self.shape / self.scale), (self.shape + 1) * sp.log(1 + sp.exp(-U) / self.scale))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return Pareto(self.shape, scale * self.scale) if shift == 0 and scale.is_positive else None

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return float(self.scale) * (1 + rng.pareto(float(self.shape), size))
