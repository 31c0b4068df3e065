"""Hypotheses of the theorems on least squares."""

from __future__ import annotations

import sympy as sp

from ...learners import LeastSquares, MinimumNorm, Ridge
from ..theorem import Answer, Condition, Setting


def _estimate(game: Setting) -> Answer:
    learner = game.learner
    return isinstance(learner, LeastSquares) and learner.release == "estimate" and sp.Eq(learner.noise, 0)


def _noisy(game: Setting) -> Answer:
    learner = game.learner
    return isinstance(learner, LeastSquares) and learner.release == "estimate" and learner.noise > 0


def ratio(game: Setting) -> sp.Expr:
    """c = p/n."""
    return game.law.p / game.n


MORE_DATA = Condition("n > p", lambda game: game.n > game.law.p)
ESTIMATE = Condition("the least-squares estimate is released, on Gaussian regression data", _estimate)
NOISY = Condition("the least-squares estimate is released with noise, on Gaussian regression data", _noisy)
SUFFICIENT = Condition(
    "X'X and X'y are released, on Gaussian regression data",
    lambda game: isinstance(game.learner, LeastSquares) and game.learner.release == "sufficient",
)
INTERPOLATES = Condition(
    "the minimum-norm estimate is released, on Gaussian regression data",
    lambda game: isinstance(game.learner, MinimumNorm),
)
AT_MOST_P = Condition("p >= n", lambda game: game.law.p >= game.n)
RIDGE = Condition(
    "the ridge estimate is released, on Gaussian regression data",
    lambda game: isinstance(game.learner, Ridge),
)
