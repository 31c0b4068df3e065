"""The hockey-stick divergence of two normal laws: the privacy profile of the Gaussian mechanism."""

from __future__ import annotations

import sympy as sp

from ...numeric.sign import largest
from ..normal_cdf import NormalCDF


def gaussian_profile(mu: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    r"""``E_gamma(N(mu, 1)||N(0, 1)) = Phi(mu/2 - ln(gamma)/mu) - gamma Phi(-mu/2 - ln(gamma)/mu)``, gamma > 0, mu >= 0.

    At gamma = 1 that is ``2 Phi(mu/2) - 1``; at mu = 0 it is (1 - gamma)_+. The Gaussian mechanism with noise sigma and
    sensitivity c has delta(eps) = E_{e^eps} with mu = c/sigma (Balle and Wang 2018).

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(gaussian_profile(sp.Integer(1), sp.Integer(1)), 12).to_string(12)
    '0.382924922548...'
    """
    if gamma == 1:
        return sp.erf(mu / (2 * sp.sqrt(2)))
    shift = sp.log(gamma) / mu
    apart = NormalCDF(mu / 2 - shift) - gamma * NormalCDF(-mu / 2 - shift)
    return sp.Piecewise((largest(0, 1 - gamma), sp.Eq(mu, 0)), (apart, True))
