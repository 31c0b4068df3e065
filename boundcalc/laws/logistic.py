"""The logistic law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.log_sum_exp import LogSumExp
from ..numeric.kinds import Array
from .continuous import POSITIVE, REAL, ContinuousLaw, central_to_raw
from .parameter import Parameter
from .tail import TailForm, U
from .twin import Twin, standard


class Logistic(ContinuousLaw):
    r"""Distribution function ``1 / (1 + e^{-(x - location)/scale})``; scale > 0.

    >>> Logistic(0, 1).variance
    pi**2/3
    """

    parameters = (
        Parameter("location", r"\mu", REAL, ("0", "-1/2", "3")),
        Parameter("scale", "s", POSITIVE, ("1", "1/3", "5")),
    )
    scipy = standard("logistic")
    sympy = Twin("Logistic")

    def _z(self, x: sp.Expr) -> sp.Expr:
        return (x - self.location) / self.scale

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        # 2 log(e^{z/2} + e^{-z/2}), symmetric: no side overflows.
        return -2 * sp.log(2 * sp.cosh(self._z(x) / 2)) - sp.log(self.scale)

    def _log_density_within(self, x: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        half = self._z(x) / 2
        return -2 * LogSumExp(half, -half) - sp.log(self.scale)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return 1 / (1 + sp.exp(-self._z(x)))

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return 1 / (1 + sp.exp(self._z(x)))

    def _moment(self, k: int) -> sp.Expr:
        def standard(j: int) -> sp.Expr:
            if j == 0 or j % 2:
                return sp.Integer(j == 0)
            # E Z^j = 2 j! eta(j) with eta Dirichlet's, a rational times pi^j.
            return 2 * sp.factorial(j) * (1 - sp.Integer(2) ** (1 - j)) * sp.zeta(j)

        return central_to_raw(self.location, self.scale, k, standard)

    @property
    def variance(self) -> sp.Expr:
        return sp.pi**2 * self.scale**2 / 3

    def _entropy(self) -> sp.Expr:
        return sp.log(self.scale) + 2

    def tail(self, side: int) -> TailForm:
        # log p = -z - log s - 2 log(1 + e^{-z}), z = |x - location|/scale
        z = (sp.exp(U) - side * self.location) / self.scale
        return TailForm(
            {sp.Integer(1): -1 / self.scale},
            side * self.location / self.scale - sp.log(self.scale),
            2 * sp.log(1 + sp.exp(-z)),
            sp.log(1 + sp.Abs(self.location)),
        )

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw:
        return Logistic(shift + scale * self.location, sp.Abs(scale) * self.scale)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.logistic(float(self.location), float(self.scale), size)
