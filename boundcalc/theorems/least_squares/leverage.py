"""T-LEVERAGE: least squares with a known design, record by record."""

from __future__ import annotations

import numpy as np

from ...functions.least_squares.leverage import left_out, left_out_test
from ...learners import KnownDesign
from ...numeric.kinds import Array, Record
from ..conditions import knows
from ..theorem import Condition, LogRatios, Setting, Theorem

KNOWN = knows(KnownDesign, "least squares with a known design and Gaussian noise; the coefficients are released")
ATTACKER = "the attacker knows the design, the label of the record and the noise level"


def log_ratio(y: Array, u: Array, member: Array, outsider: Array) -> Array:
    """Of the two centred normal laws of (y, u) with these covariances."""
    z = np.stack((y, u))

    def log_density(covariance: Array) -> Array:
        return -np.log(np.linalg.det(covariance)) / 2 - np.einsum("ik,ij,jk->k", z, np.linalg.inv(covariance), z) / 2

    found: Array = log_density(member) - log_density(outsider)
    return found


def _sampler(game: Setting, z: Record) -> LogRatios:
    h = float(game.learner.leverage)
    known = h / (1 - h)  # x'W^{-1}x, W of the others

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        y, u = rng.standard_normal(size), np.sqrt(known) * rng.standard_normal(size)
        if member:
            u = (u + known * y) / (1 + known)
        inside = np.array([[1, h], [h, h]])
        return log_ratio(y, u, inside, np.diag([1, known]))

    return log_ratios


THEOREM = Theorem(
    id="ols-leverage",
    title="Least squares with a known design, record by record",
    kind="exact",
    label="proved",
    statement=(
        r"Least squares with a known design, $n > p$, and Gaussian noise; the coefficients $t$ are released. Against a "
        r"fit to the other $n-1$ records, the leakage of a record $(x, y)$ of leverage $h = x'(X'X)^{-1}x < 1$ is "
        r"$D_\gamma(\mathcal{N}(0, \left(\begin{smallmatrix}1&h\\h&h\end{smallmatrix}\right)), \mathcal{N}(0, "
        r"\mathrm{diag}(1, h/(1-h))))$ in $(y, x't)$, in units of the noise and about the true mean: exact at every "
        r"$n$, whatever the features are. $\Delta_\gamma$ of a record drawn at random is the mean of it over the "
        r"records. Releasing the residual variance as well leaks more."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_h), \mathcal{N}(0, \mathrm{diag}(1, h/(1-h))))",
    expr=lambda game: left_out(game.learner.leverage, game.gamma),
    conditions=(
        KNOWN,
        Condition("the outsider's model is fitted without the record", lambda game: game.learner.other == "left out"),
    ),
    assumptions=(ATTACKER,),
    roc=lambda game, t: left_out_test(game.learner.leverage, t),
    sampler=_sampler,
)
