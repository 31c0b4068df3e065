"""The log-normal law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.normal_cdf import NormalCDF
from ..numeric.kinds import Array
from .continuous import POSITIVE, REAL, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, SQUARE, TailForm
from .twin import Twin


class LogNormal(ContinuousLaw):
    r"""The law of ``e^Y`` for Y ~ N(mu, sigma^2); sigma > 0.

    >>> LogNormal(0, 1).mean
    exp(1/2)
    """

    parameters = (
        Parameter("mu", r"\mu", REAL, ("0", "-1/2", "1")),
        Parameter("sigma", r"\sigma", POSITIVE, ("1", "1/3", "2")),
    )
    scipy = Twin("lognorm", lambda mu, sigma: (sigma,), lambda s: (0, s), lambda mu, sigma: {"scale": sp.exp(mu)})
    sympy = Twin("LogNormal")

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _z(self, x: sp.Expr) -> sp.Expr:
        return (sp.log(x) - self.mu) / self.sigma

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return -(self._z(x) ** 2) / 2 - sp.log(x) - sp.log(self.sigma) - sp.log(2 * sp.pi) / 2

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return NormalCDF(self._z(x))

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return NormalCDF(-self._z(x))

    def _moment(self, k: int) -> sp.Expr:
        return sp.exp(k * self.mu + k**2 * self.sigma**2 / 2)

    @property
    def variance(self) -> sp.Expr:
        return (sp.exp(self.sigma**2) - 1) * sp.exp(2 * self.mu + self.sigma**2)

    def _entropy(self) -> sp.Expr:
        return self.mu + sp.log(2 * sp.pi) / 2 + sp.Rational(1, 2) + sp.log(self.sigma)

    def tail(self, side: int) -> TailForm:
        # log x = side * u
        variance = self.sigma**2
        return TailForm(
            {SQUARE: -1 / (2 * variance), LINEAR: side * (self.mu / variance - 1)},
            -(self.mu**2) / (2 * variance) - sp.log(self.sigma) - sp.log(2 * sp.pi) / 2,
        )

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        if shift != 0 or not scale.is_positive:
            return None
        return LogNormal(self.mu + sp.log(scale), self.sigma)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.lognormal(float(self.mu), float(self.sigma), size)
