"""The chi-square law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .draws import chi_square
from .gamma import Gamma
from .parameter import Parameter
from .tail import TailForm
from .twin import Twin


class ChiSquare(ContinuousLaw):
    r"""The law of ``sum_{i <= df} Z_i^2`` for independent standard normals: Gamma(df/2, 1/2); df > 0.

    >>> ChiSquare(3).mean, ChiSquare(3).variance
    (3, 6)
    """

    parameters = (Parameter("df", "k", POSITIVE, ("1", "2", "7")),)
    scipy = Twin("chi2")
    sympy = Twin("ChiSquared")

    @property
    def as_gamma(self) -> Gamma:
        """The same law as a gamma law."""
        return Gamma(self.df / 2, sp.Rational(1, 2))

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, sp.oo

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return self.as_gamma._log_density(x)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return self.as_gamma._cdf(x)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return self.as_gamma._survival(x)

    def _moment(self, k: int) -> sp.Expr:
        return self.as_gamma._moment(k)

    @property
    def variance(self) -> sp.Expr:
        return 2 * self.df

    def _entropy(self) -> sp.Expr:
        return self.as_gamma._entropy()

    def tail(self, side: int) -> TailForm:
        return self.as_gamma.tail(side)

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        return self.as_gamma._affine(shift, scale)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return chi_square(rng, float(self.df), size)
