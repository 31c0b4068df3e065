"""The beta law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.beta_cdf import BetaCDF
from ..functions.digamma import Digamma
from ..functions.log_gamma import LogGamma
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .draws import beta
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class Beta(ContinuousLaw):
    r"""Density ``x^(a-1) (1-x)^(b-1) / B(a, b)`` on (0, 1); a, b > 0.

    >>> Beta(2, 3).mean, Beta(2, 3).variance
    (2/5, 1/25)
    """

    parameters = (
        Parameter("a", "a", POSITIVE, ("1", "1/2", "5")),
        Parameter("b", "b", POSITIVE, ("1", "1/3", "3")),
    )
    scipy = Twin("beta")
    sympy = Twin("Beta")

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.S.One

    @property
    def _log_beta(self) -> sp.Expr:
        return LogGamma(self.a) + LogGamma(self.b) - LogGamma(self.a + self.b)

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return (self.a - 1) * sp.log(x) + (self.b - 1) * sp.log(1 - x) - self._log_beta

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return BetaCDF(self.a, self.b, x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return BetaCDF(self.b, self.a, 1 - x)

    def _moment(self, k: int) -> sp.Expr:
        return sp.Mul(*((self.a + j) / (self.a + self.b + j) for j in range(k)))

    @property
    def variance(self) -> sp.Expr:
        return self.a * self.b / ((self.a + self.b) ** 2 * (self.a + self.b + 1))

    def _entropy(self) -> sp.Expr:
        a, b = self.a, self.b
        digammas = (a - 1) * Digamma(a) + (b - 1) * Digamma(b) - (a + b - 2) * Digamma(a + b)
        return self._log_beta - digammas

    def tail(self, side: int) -> TailForm:
        near, far = (self.a, self.b) if side < 0 else (self.b, self.a)
        # The other factor is 1 - e^-u.
        return TailForm({LINEAR: 1 - near}, -self._log_beta, -sp.Abs(far - 1) * sp.log(1 - sp.exp(-U)), sp.log(2))

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return beta(rng, float(self.a), float(self.b), size)
