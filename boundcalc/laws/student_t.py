"""Student's t law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.beta_cdf import BetaCDF
from ..functions.digamma import Digamma
from ..functions.log_gamma import LogGamma
from ..numeric.kinds import Array
from .continuous import POSITIVE, ContinuousLaw
from .parameter import Parameter
from .tail import LINEAR, TailForm, U
from .twin import Twin


class StudentT(ContinuousLaw):
    r"""Density proportional to ``(1 + x^2/df)^(-(df+1)/2)``; df > 0. Moments of order k exist for k < df only.

    >>> StudentT(5).variance
    5/3
    >>> StudentT(1).mean
    Traceback (most recent call last):
    ...
    ValueError: StudentT(1) has no mean: E|X|^1 is infinite on both sides or undefined
    """

    parameters = (Parameter("df", r"\nu", POSITIVE, ("3", "1/2", "10")),)
    scipy = Twin("t")
    sympy = Twin("StudentT")

    @property
    def _log_constant(self) -> sp.Expr:
        nu = self.df
        return LogGamma((nu + 1) / 2) - LogGamma(nu / 2) - sp.log(nu * sp.pi) / 2

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return self._log_constant - (self.df + 1) / 2 * sp.log(1 + x**2 / self.df)

    def _tail_mass(self, x: sp.Expr) -> sp.Expr:
        return BetaCDF(self.df / 2, sp.Rational(1, 2), self.df / (self.df + x**2)) / 2

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return sp.Piecewise((self._tail_mass(x), x < 0), (1 - self._tail_mass(x), True))

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return sp.Piecewise((1 - self._tail_mass(x), x < 0), (self._tail_mass(x), True))

    def _moment(self, k: int) -> sp.Expr | None:
        nu = self.df
        if k % 2:
            value = sp.S.Zero
            missing: sp.Expr = sp.nan
        else:
            half = sp.Rational(1, 2)
            value = (
                sp.expand_func(sp.rf(half, k // 2))
                * nu ** (k // 2)
                / sp.Mul(*(nu / 2 - j for j in range(1, k // 2 + 1)))
            )
            missing = sp.oo
        exists = nu > k
        if exists == True:  # noqa: E712
            return value
        if exists == False:  # noqa: E712
            return None if missing is sp.nan else missing
        return sp.Piecewise((value, exists), (missing, True))

    @property
    def variance(self) -> sp.Expr:
        _ = self.mean
        value, exists = self.df / (self.df - 2), self.df > 2
        if exists == True:  # noqa: E712
            return value
        return sp.oo if exists == False else sp.Piecewise((value, exists), (sp.oo, True))  # noqa: E712

    def _entropy(self) -> sp.Expr:
        nu = self.df
        half = (nu + 1) / 2
        return half * (Digamma(half) - Digamma(nu / 2)) - self._log_constant

    def tail(self, side: int) -> TailForm:
        # 1 + x^2/nu = (x^2/nu) (1 + nu/x^2)
        power = (self.df + 1) / 2
        return TailForm(
            {LINEAR: -2 * power},
            self._log_constant + power * sp.log(self.df),
            power * sp.log(1 + self.df * sp.exp(-2 * U)),
        )

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.standard_t(float(self.df), size)
