"""The normal law on the line."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.normal_cdf import NormalCDF
from ..numeric.kinds import Array
from .continuous import POSITIVE, REAL, ContinuousLaw, central_to_raw
from .parameter import Parameter
from .tail import TailForm
from .twin import Twin, standard


class Normal(ContinuousLaw):
    r"""``N(mean, sd^2)``: density ``exp(-(x-mean)^2/(2 sd^2)) / (sd sqrt(2 pi))``; sd > 0.

    >>> Normal(0, 1).survival(2)
    Phi(-2)
    """

    parameters = (
        Parameter("mean", r"\mu", REAL, ("0", "-1/2", "3")),
        Parameter("sd", r"\sigma", POSITIVE, ("1", "1/3", "5")),
    )
    scipy = standard("norm")
    sympy = Twin("Normal")

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return -((x - self.mean) ** 2) / (2 * self.sd**2) - sp.log(self.sd) - sp.log(2 * sp.pi) / 2

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return NormalCDF((x - self.mean) / self.sd)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return NormalCDF((self.mean - x) / self.sd)

    def _moment(self, k: int) -> sp.Expr:
        return central_to_raw(self.mean, self.sd, k, lambda j: sp.S.Zero if j % 2 else sp.factorial2(j - 1))

    @property
    def mean(self) -> sp.Expr:
        return self.args[0]

    @property
    def variance(self) -> sp.Expr:
        return self.sd**2

    def _entropy(self) -> sp.Expr:
        return sp.log(2 * sp.pi) / 2 + sp.Rational(1, 2) + sp.log(self.sd)

    def tail(self, side: int) -> TailForm:
        return TailForm(
            {sp.Integer(2): -1 / (2 * self.sd**2), sp.Integer(1): side * self.mean / self.sd**2},
            -(self.mean**2) / (2 * self.sd**2) - sp.log(self.sd) - sp.log(2 * sp.pi) / 2,
        )

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw:
        return Normal(shift + scale * self.mean, sp.Abs(scale) * self.sd)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.normal(float(self.mean), float(self.sd), size)
