"""What the theorems on released means share: which games release a mean, and the quantities they need."""

from __future__ import annotations

import sympy as sp

from ...laws import (
    Bernoulli,
    Binomial,
    ChiSquare,
    ContinuousLaw,
    Exponential,
    Gamma,
    Geometric,
    Law,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Poisson,
)
from ...learners import EmpiricalMean, NoisyMean, SufficientStatistic
from ..theorem import Answer, Condition, Setting


def is_mean(game: Setting) -> bool:
    """Whether the release is the mean, possibly with Gaussian noise."""
    return isinstance(game.learner, EmpiricalMean | NoisyMean)


def is_plain_mean(game: Setting) -> bool:
    """Whether the release is equivalent to the mean of the data, without noise."""
    learner = game.learner
    if isinstance(learner, NoisyMean):
        return bool(learner.variance == 0)
    if isinstance(learner, SufficientStatistic):
        mean_of = Exponential | ChiSquare | Gamma | Poisson | Geometric | Bernoulli | Binomial | NegativeBinomial
        return isinstance(game.law, mean_of | MultivariateNormal) or (
            isinstance(game.law, Normal) and learner.known == ("sd",)
        )
    return isinstance(learner, EmpiricalMean)


def is_gaussian(law: Law) -> bool:
    """Whether the law is normal in some dimension."""
    return isinstance(law, Normal | MultivariateNormal)


def dimension(game: Setting) -> sp.Expr:
    """d."""
    return game.law.dim if isinstance(game.law, MultivariateNormal) else sp.S.One


def has_covariance(law: Law) -> Answer:
    """Whether the law has a finite covariance."""
    if isinstance(law, MultivariateNormal):
        return True
    try:
        variance = law.variance
    except ValueError:
        return False
    if isinstance(variance, sp.Piecewise):  # in its parameters
        return sp.Or(*(where for value, where in variance.args if value is not sp.nan and value.is_finite is not False))
    return None if variance.has(sp.Piecewise) else variance.is_finite is not False


def noise(game: Setting) -> sp.Expr:
    """The variance of the noise in units of the data's covariance."""
    return game.learner.variance if isinstance(game.learner, NoisyMean) else sp.S.Zero


def correlation(game: Setting) -> sp.Expr:
    """rho, the correlation of a coordinate of the release with that of a training point: rho^2 = 1/(n (1 + n s^2))."""
    return 1 / sp.sqrt(game.n * (1 + game.n * noise(game)))


def gamma_shape(game: Setting) -> sp.Expr | None:
    """The shape when the data are, up to scale, gamma variables and their mean is released; else None."""
    law, learner = game.law, game.learner
    if isinstance(law, Normal) and isinstance(learner, SufficientStatistic) and learner.known == ("mean",):
        return sp.Rational(1, 2)  # (z - mean)^2 is chi-square with one degree of freedom up to scale
    if not is_plain_mean(game):
        return None
    if isinstance(law, Exponential):
        return sp.S.One
    if isinstance(law, Gamma):
        return law.shape
    return law.df / 2 if isinstance(law, ChiSquare) else None


def _continuous(law: Law) -> bool:
    return isinstance(law, ContinuousLaw | MultivariateNormal)


GAUSSIAN_MEAN = Condition(
    "Gaussian data whose mean is released, with or without Gaussian noise",
    lambda game: is_gaussian(game.law) and (is_mean(game) or is_plain_mean(game)),
)
GAMMA_MEAN = Condition(
    "Gamma data (chi-square, or a Gaussian scale) of shape other than 1 whose mean is released",
    lambda game: gamma_shape(game) not in (None, sp.S.One),
)
PLAIN_MEAN = Condition("the mean is released without noise", is_plain_mean)
ANY_MEAN = Condition("the mean is released, with or without noise", lambda game: is_mean(game) or is_plain_mean(game))
EXPONENTIAL_MEAN = Condition(
    "exponential data (Gamma of shape 1) whose mean is released", lambda game: gamma_shape(game) == 1
)
CORRELATED = Condition("n >= 2, or noise", lambda game: game.n * (1 + game.n * noise(game)) > 1)
CONTINUOUS = Condition("the law has a density", lambda game: _continuous(game.law))
COVARIANCE = Condition("the covariance is finite", lambda game: has_covariance(game.law))

__all__ = [
    "ANY_MEAN",
    "CONTINUOUS",
    "CORRELATED",
    "COVARIANCE",
    "EXPONENTIAL_MEAN",
    "GAMMA_MEAN",
    "GAUSSIAN_MEAN",
    "PLAIN_MEAN",
    "correlation",
    "dimension",
    "gamma_shape",
    "has_covariance",
    "is_gaussian",
    "is_mean",
    "is_plain_mean",
    "noise",
]
