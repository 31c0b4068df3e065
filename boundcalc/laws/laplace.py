"""The Laplace law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.kinds import Array
from ..numeric.sign import order
from .continuous import POSITIVE, REAL, ContinuousLaw, central_to_raw
from .parameter import Parameter
from .tail import TailForm
from .twin import Twin, standard


class Laplace(ContinuousLaw):
    r"""Density ``e^{-|x - location|/scale} / (2 scale)``; scale > 0.

    >>> Laplace(0, 2).variance
    8
    """

    parameters = (
        Parameter("location", r"\mu", REAL, ("0", "-1/2", "3")),
        Parameter("scale", "b", POSITIVE, ("1", "1/3", "5")),
    )
    scipy = standard("laplace")
    sympy = Twin("Laplace")

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        return (self.location,)

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return -sp.Abs(x - self.location) / self.scale - sp.log(2 * self.scale)

    def _log_density_within(self, x: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        distance = x - self.location if order(low, self.location) >= 0 else self.location - x
        return -distance / self.scale - sp.log(2 * self.scale)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        z = (x - self.location) / self.scale
        return sp.Piecewise((sp.exp(z) / 2, x < self.location), (1 - sp.exp(-z) / 2, True))

    def _survival(self, x: sp.Expr) -> sp.Expr:
        z = (x - self.location) / self.scale
        return sp.Piecewise((1 - sp.exp(z) / 2, x < self.location), (sp.exp(-z) / 2, True))

    def _moment(self, k: int) -> sp.Expr:
        return central_to_raw(self.location, self.scale, k, lambda j: sp.S.Zero if j % 2 else sp.factorial(j))

    @property
    def variance(self) -> sp.Expr:
        return 2 * self.scale**2

    def _entropy(self) -> sp.Expr:
        return 1 + sp.log(2 * self.scale)

    def tail(self, side: int) -> TailForm:
        return TailForm(
            {sp.Integer(1): -1 / self.scale},
            side * self.location / self.scale - sp.log(2 * self.scale),
            start=sp.log(1 + sp.Abs(self.location)),
        )

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw:
        return Laplace(shift + scale * self.location, sp.Abs(scale) * self.scale)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.laplace(float(self.location), float(self.scale), size)
