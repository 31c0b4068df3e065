"""The most powerful attack, where the likelihood ratio of release and record is known: of a `game` with least squares
on Gaussian regression data, or with the mean of normal data."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...game import Game
from ...laws import GaussianRegression, MultivariateNormal, Normal
from ...learners import EmpiricalMean, LeastSquares
from ...numeric.kinds import Array
from ..data import Features
from ..least_squares.exact import LeastSquaresAttack
from .view import DoesNotApply, Known, NamedAttack, View


def _score(view: View) -> Array:
    assert view.answers is not None
    return view.answers


def _log_ratio(model: Any, X: Features, y: Array, known: Known) -> Array:
    game = known.game
    least_squares = game is not None and game.learner == LeastSquares() and isinstance(game.law, GaussianRegression)
    mean = game is not None and game.learner == EmpiricalMean() and isinstance(game.law, Normal | MultivariateNormal)
    if game is None or not (least_squares or mean):
        raise DoesNotApply("the attack likelihood_ratio needs a game whose likelihood ratio of one record is known")
    if np.any(getattr(model, "intercept_", 0)):
        raise DoesNotApply("the attack likelihood_ratio knows the game of least squares without an intercept")
    released = np.asarray(getattr(model, "coef_", model), dtype=np.float64)
    if least_squares:
        return LeastSquaresAttack.of(game).log_ratio(released.ravel(), X, y)
    return _of_mean(game, released, np.asarray(X, dtype=np.float64))


def _of_mean(game: Game, released: Array, X: Array) -> Array:
    """log dN(z/n, (n-1)/n^2 S)/dN(0, S/n) at the released mean, in standard units (T-MEAN-GAUSS)."""
    n, law = int(game.n), game.law
    if isinstance(law, Normal):
        centre, factor = np.array([float(law.args[0])]), np.array([[float(law.args[1])]])
    elif law.is_standard:
        centre, factor = np.zeros(int(law.dim)), np.eye(int(law.dim))
    else:
        centre = np.array(law.mean.tolist(), dtype=np.float64).ravel()
        factor = np.linalg.cholesky(np.array(law.cov.tolist(), dtype=np.float64))
    rows = X.reshape(len(X), -1)
    if rows.shape[1] != len(centre) or released.size != len(centre):
        raise DoesNotApply(f"the attack likelihood_ratio needs records and a released mean of {len(centre)} numbers")
    z = np.linalg.solve(factor, (rows - centre).T).T
    t = np.linalg.solve(factor, released.ravel() - centre)
    dim = len(centre)
    spread = (n - 1) / n**2
    return dim / 2 * np.log(n / (n - 1)) + n * (t @ t) / 2 - np.square(t - z / n).sum(axis=1) / (2 * spread)


likelihood_ratio = NamedAttack(
    "likelihood_ratio",
    _score,
    "Neyman and Pearson (1933); theorems ols-exact, mean-gauss",
    asks=_log_ratio,
    losses=False,
)
