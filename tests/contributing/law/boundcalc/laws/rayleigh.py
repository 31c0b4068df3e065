"""The Rayleigh law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.exp_of_log import power
from ..functions.log_gamma import LogGamma
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class Rayleigh(ContinuousLaw):
    r"""Density ``x/scale^2 e^{-x^2/(2 scale^2)}``, x > 0; scale > 0: the length of a normal vector in the plane.

    >>> Rayleigh(2).variance
    8 - 2*pi
    """

    parameters = (Parameter("scale", r"\sigma", POSITIVE, ("1", "1/3", "5")),)
    scipy = Twin("rayleigh", lambda scale: (), lambda: (1,), lambda scale: {"scale": scale})
    sympy = Twin("Rayleigh")

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return sp.log(x) - 2 * sp.log(self.scale) - x**2 / (2 * self.scale**2)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return 1 - self._survival(x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return sp.exp(-(x**2) / (2 * self.scale**2))

    def _moment(self, k: int) -> sp.Expr:
        return self.scale**k * power(sp.Integer(2), sp.Rational(k, 2)) * sp.exp(LogGamma(1 + sp.Rational(k, 2)))

    @property
    def variance(self) -> sp.Expr:
        return (4 - sp.pi) / 2 * self.scale**2

    def _entropy(self) -> sp.Expr:
        return 1 + sp.log(self.scale / sp.sqrt(2)) + sp.EulerGamma / 2

    def tail(self, side: int) -> TailForm:
        constant, rate = -2 * sp.log(self.scale), 1 / (2 * self.scale**2)
        if side > 0:
            return TailForm({sp.Integer(2): -rate, LINEAR: sp.S.One}, constant)
        return TailForm({LINEAR: -sp.S.One}, constant, rate * sp.exp(-2 * U))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return Rayleigh(scale * self.scale) if shift == 0 and scale.is_positive else None

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.rayleigh(float(self.scale), size)
