"""The constant of released means: E||S^{-1/2} (L - m)||."""

from __future__ import annotations

import sympy as sp

from ...divergences.mean_deviation import MeanDeviation
from ...functions import power
from ...functions.log_gamma import gamma, gamma_ratio
from ...laws import (
    Affine,
    Beta,
    ChiSquare,
    ContinuousLaw,
    Exponential,
    Gamma,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    MultivariateNormal,
    Normal,
    Pareto,
    StudentT,
    Uniform,
    Weibull,
)
from .released import has_covariance


def standard_norm(law: Law) -> sp.Expr | None:
    r"""``E||S^{-1/2}(L - m)||``, m and S the mean and covariance of the law: the first-order constant of section 3.

    On the line it is the mean absolute deviation over the standard deviation: a closed form where one is known, else a
    certified integral (`MeanDeviation`). None where the covariance does not exist, and for discrete laws.
    For one-hot data the same constant is C_K (`functions.DiversityConstant`).

    >>> from boundcalc.laws import Exponential, MultivariateNormal
    >>> standard_norm(Exponential(3)), standard_norm(MultivariateNormal(dim=2))
    (2*exp(-1), sqrt(2)*sqrt(pi)/2)
    """
    if isinstance(law, MultivariateNormal):
        d = law.dim
        return sp.sqrt(2) * gamma_ratio((d + 1) / 2, d / 2)
    if isinstance(law, Affine):
        return standard_norm(law.law)
    if isinstance(law, Normal):
        return sp.sqrt(2 / sp.pi)
    if isinstance(law, ChiSquare):
        return standard_norm(law.as_gamma)
    if isinstance(law, Exponential):
        return 2 / sp.E
    if isinstance(law, Gamma):
        a = law.shape
        return 2 * power(a, a - sp.S.Half) * sp.exp(-a) / gamma(a)
    if isinstance(law, Uniform):
        return sp.sqrt(3) / 2
    if isinstance(law, Laplace):
        return 1 / sp.sqrt(2)
    if isinstance(law, Logistic):
        return 2 * sp.sqrt(3) * sp.log(2) / sp.pi
    if not isinstance(law, ContinuousLaw) or has_covariance(law) == False:  # noqa: E712 - a symbolic comparison
        return None
    deviation = _mean_deviation(law)
    return (MeanDeviation(law) if deviation is None else deviation) / sp.sqrt(law.variance)


def _mean_deviation(law: ContinuousLaw) -> sp.Expr | None:
    """E|X - EX| = 2 int (EX - x)_+ f, where it has a closed form; the variance is finite."""
    if isinstance(law, Beta):
        a, b = law.a, law.b
        return 2 * power(a / (a + b), a) * power(b / (a + b), b) * sp.exp(-law._log_beta) / (a + b)
    if isinstance(law, LogNormal):
        return 2 * law.mean * sp.erf(law.sigma / (2 * sp.sqrt(2)))
    if isinstance(law, Pareto):  # 2 int of the survival function above the mean
        a = law.shape
        return 2 * law.mean * power(law.scale / law.mean, a) / (a - 1)
    if isinstance(law, StudentT):
        nu = law.df
        return 2 * sp.sqrt(nu) * gamma_ratio((nu + 1) / 2, nu / 2) / (sp.sqrt(sp.pi) * (nu - 1))
    if isinstance(law, Weibull):
        k, s = law.shape, law.scale
        level = power(gamma(1 + 1 / k), k)  # (mean/s)^k
        return 2 * law.mean * (1 - sp.exp(-level)) - 2 * s * sp.lowergamma(1 + 1 / k, level)
    return None


__all__ = ["standard_norm"]
