"""What the theorems on noise added to a release of bounded data share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from ...functions import GaussianLatticeMean, LaplaceLatticeMean, LaplaceProfile, gaussian_profile
from ...functions.means.lattice import sum_laws
from ...functions.means.noise import NoisyLatticeMean
from ...laws import ContinuousLaw, Law
from ...learners import NoisyMean, PrivateHistogram, PrivateMean
from ...learners.privacy.additive_noise import GAUSSIAN, LAPLACE
from ...numeric.exact import to_expr
from ...numeric.kinds import Array, Floats
from ..theorem import Condition, Setting
from .neighbours import worst_gamma


def noise_of(game: Setting) -> tuple[str, sp.Expr] | None:
    """(kind, scale) of the noise added to a released mean, in the data's units; None where there is none."""
    learner = game.learner
    if isinstance(learner, PrivateMean):
        return learner.noise, learner.scale
    if isinstance(learner, NoisyMean) and learner.variance != 0 and game.law.is_discrete and not game.law.free_symbols:
        return GAUSSIAN, sp.sqrt(learner.variance * _variance(game.law))
    return None


def _variance(law: Law) -> sp.Expr:
    """The variance of a finite law on rational numbers."""
    pairs = [(value, mass) for (value, _), mass in zip(law.value_masses(), law.mass_exprs(), strict=True)]
    mean = sp.Add(*(value * mass for value, mass in pairs))
    return sp.Add(*((value - mean) ** 2 * mass for value, mass in pairs))


def noisy_mean(
    noise: str, law: Law, scale: sp.Expr, n: sp.Expr, gamma: sp.Expr, target: sp.Expr | None = None
) -> NoisyLatticeMean:
    """The exact value for a mean of lattice data."""
    kind = LaplaceLatticeMean if noise == LAPLACE else GaussianLatticeMean
    return kind(law, scale, n, gamma, target)


def shifted(game: Setting, shift: sp.Expr, cells: int = 1) -> sp.Expr:
    """E_G of the noise moved by `shift` in each of `cells` numbers, against the noise; G = max(gamma, 1/gamma)."""
    distance, gamma = shift / game.learner.scale, worst_gamma(game)
    if game.learner.noise == LAPLACE:
        return LaplaceProfile(distance, sp.Integer(cells), gamma)
    return gaussian_profile(sp.sqrt(cells) * distance, gamma)


def width(law: Law) -> sp.Expr:
    """b - a for data in [a, b]."""
    if isinstance(law, ContinuousLaw):
        low, high = law.support
    elif law.pmf is not None:
        low, high = law.index_range
    else:
        values = [to_expr(label, "value") for label in law.labels]
        low, high = min(values), max(values)
    return high - low


def log_densities(
    law: Law, n: int, scale: float, noise: str
) -> tuple[tuple[Array, Array], Callable[[Array, Floats], Array]]:
    """(atoms, chances) of one record, and (theta, z) -> log(dP1/dP0) for arrays; the sum counts 0, 1, 2, ...."""
    from scipy.special import logsumexp

    values, masses, before, after = sum_laws(law, n)

    def log_density(x: Array, weights: Array) -> Array:
        gap = (x[:, None] - np.arange(len(weights))) / scale
        return logsumexp(-np.abs(gap) if noise == LAPLACE else -(gap**2) / 2, b=weights, axis=1)

    return (values, masses / masses.sum()), lambda x, z: log_density(x - z, before) - log_density(x, after)


PRIVATE_MEAN = Condition(
    "the mean of bounded data is released with Laplace or Gaussian noise",
    lambda game: isinstance(game.learner, PrivateMean),
)
PRIVATE_HISTOGRAM = Condition(
    "the histogram is released with Laplace or Gaussian noise", lambda game: isinstance(game.learner, PrivateHistogram)
)

__all__ = [
    "PRIVATE_HISTOGRAM",
    "PRIVATE_MEAN",
    "log_densities",
    "noise_of",
    "noisy_mean",
    "shifted",
    "width",
]
