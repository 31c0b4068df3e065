"""The Cauchy law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.kinds import Array
from .continuous import POSITIVE, REAL, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin, standard


class Cauchy(ContinuousLaw):
    r"""Density ``1 / (pi scale (1 + ((x - location)/scale)^2))``; scale > 0. It has no mean.

    >>> Cauchy(0, 1).survival(1)
    1/4
    >>> Cauchy(0, 1).variance
    Traceback (most recent call last):
    ...
    ValueError: Cauchy(0, 1) has no mean: E|X|^1 is infinite on both sides or undefined
    """

    parameters = (
        Parameter("location", "x_0", REAL, ("0", "-1/2", "3")),
        Parameter("scale", "s", POSITIVE, ("1", "1/3", "5")),
    )
    scipy = standard("cauchy")
    sympy = Twin("Cauchy")

    def _z(self, x: sp.Expr) -> sp.Expr:
        return (x - self.location) / self.scale

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return -sp.log(sp.pi * self.scale) - sp.log(1 + self._z(x) ** 2)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        z = self._z(x)
        return sp.Piecewise(
            (sp.atan(-1 / z) / sp.pi, x < self.location), (sp.Rational(1, 2) + sp.atan(z) / sp.pi, True)
        )

    def _survival(self, x: sp.Expr) -> sp.Expr:
        z = self._z(x)
        return sp.Piecewise((sp.atan(1 / z) / sp.pi, x > self.location), (sp.Rational(1, 2) - sp.atan(z) / sp.pi, True))

    def _moment(self, k: int) -> sp.Expr | None:
        return sp.oo if k % 2 == 0 else None

    def _entropy(self) -> sp.Expr:
        return sp.log(4 * sp.pi * self.scale)

    def tail(self, side: int) -> TailForm:
        # (scale^2 + (x - location)^2) / x^2 is between (1 - r)^2 and (1 + r)^2 (1 + t^2), r = |location/x| <= 1/2 and
        # t = scale/|x|, and 1 + r <= 1/(1 - r).
        r, t = (size * sp.exp(-U) for size in (sp.Abs(self.location), self.scale))
        return TailForm(
            {LINEAR: sp.Integer(-2)},
            sp.log(self.scale / sp.pi),
            sp.log(1 + t**2) - 2 * sp.log(1 - r),
            sp.log(2 * sp.Abs(self.location) + self.scale),
        )

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw:
        return Cauchy(shift + scale * self.location, sp.Abs(scale) * self.scale)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return float(self.location) + float(self.scale) * rng.standard_cauchy(size)
