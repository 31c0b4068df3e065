"""The constant of released means: E||S^{-1/2} (L - m)||."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..laws import (
    Affine,
    ChiSquare,
    Exponential,
    Gamma,
    Laplace,
    Logistic,
    MultivariateNormal,
    Normal,
    Uniform,
)


def standard_norm(law: Any) -> sp.Expr | None:
    r"""``E||S^{-1/2}(L - m)||``, m and S the mean and covariance of the law: the first-order constant of section 3.

    On the line it is the mean absolute deviation over the standard deviation. None where no closed form is known, or
    where the covariance does not exist. For one-hot data the same constant is C_K (`functions.DiversityConstant`).

    >>> from boundcalc.laws import Exponential, MultivariateNormal
    >>> standard_norm(Exponential(3)), standard_norm(MultivariateNormal(dim=2))
    (2*exp(-1), sqrt(2)*sqrt(pi)/2)
    """
    if isinstance(law, MultivariateNormal):
        d = law.dim
        return sp.sqrt(2) * sp.gamma((d + 1) / 2) / sp.gamma(d / 2)
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
        return 2 * a ** (a - sp.Rational(1, 2)) * sp.exp(-a) / sp.gamma(a)
    if isinstance(law, Uniform):
        return sp.sqrt(3) / 2
    if isinstance(law, Laplace):
        return 1 / sp.sqrt(2)
    if isinstance(law, Logistic):
        return 2 * sp.sqrt(3) * sp.log(2) / sp.pi
    return None


__all__ = ["standard_norm"]
