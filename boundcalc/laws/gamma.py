"""The gamma law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.digamma import Digamma
from ..functions.gamma_cdf import GammaCDF
from ..functions.gamma_sf import GammaSF
from ..functions.log_gamma import LogGamma
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .draws import divided, gamma
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class Gamma(ContinuousLaw):
    r"""Density ``rate^shape x^(shape-1) e^{-rate x} / Gamma(shape)``, x > 0; shape, rate > 0.

    >>> Gamma(3, 2).mean, Gamma(3, 2).variance
    (3/2, 3/4)
    """

    parameters = (
        Parameter("shape", "a", POSITIVE, ("1", "1/2", "5")),
        Parameter("rate", r"\lambda", POSITIVE, ("1", "1/3", "4")),
    )
    scipy = Twin("gamma", lambda shape, rate: (shape,), lambda a: (a, 1), lambda shape, rate: {"scale": 1 / rate})
    sympy = Twin("Gamma", lambda shape, rate: (shape, 1 / rate), lambda k, theta: (k, 1 / theta))

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        constant = self.shape * sp.log(self.rate) - LogGamma(self.shape)
        return (self.shape - 1) * sp.log(x) - self.rate * x + constant

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return GammaCDF(self.shape, self.rate * x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return GammaSF(self.shape, self.rate * x)

    def _moment(self, k: int) -> sp.Expr:
        return sp.expand_func(sp.rf(self.shape, k)) / self.rate**k

    @property
    def variance(self) -> sp.Expr:
        return self.shape / self.rate**2

    def _entropy(self) -> sp.Expr:
        a = self.shape
        return a - sp.log(self.rate) + LogGamma(a) + (1 - a) * Digamma(a)

    def tail(self, side: int) -> TailForm:
        constant = self.shape * sp.log(self.rate) - LogGamma(self.shape)
        if side > 0:
            return TailForm({sp.Integer(1): -self.rate, LINEAR: self.shape - 1}, constant)
        return TailForm({LINEAR: 1 - self.shape}, constant, self.rate * sp.exp(-U))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return Gamma(self.shape, self.rate / scale) if shift == 0 and scale.is_positive else None

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return divided(gamma(rng, float(self.shape), size), self.rate)
