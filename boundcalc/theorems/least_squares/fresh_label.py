"""T-LEVERAGE, the same design for both models: the label of the record is drawn anew for the outsider's."""

from __future__ import annotations

import numpy as np

from ...functions.least_squares.leverage import fresh_label, fresh_label_test
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .leverage import ATTACKER, KNOWN, log_ratio


def _sampler(game: Setting, z: Record) -> LogRatios:
    h = float(game.learner.leverage)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        y, other = rng.standard_normal((2, size))
        rest = np.sqrt(h * (1 - h)) * rng.standard_normal(size)  # what the other records give
        u = rest + h * (y if member else other)
        return log_ratio(y, u, np.array([[1, h], [h, h]]), np.diag([1, h]))

    return log_ratios


THEOREM = Theorem(
    id="ols-fresh-label",
    title="Least squares with a known design, a fresh label",
    kind="exact",
    label="proved",
    statement=(
        r"As in \texttt{ols-leverage}, but the outsider's model has another label of the same law in the record's "
        r"place: $y$ and $x't$ are normal with correlation $\sqrt h$ against independent, as the mean of Gaussian data "
        r"in one dimension with $\rho = \sqrt h$."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_h), \mathcal{N}(0, \mathrm{diag}(1, h)))",
    expr=lambda game: fresh_label(game.learner.leverage, game.gamma),
    conditions=(
        KNOWN,
        Condition("the outsider's model has another label there", lambda game: game.learner.other == "fresh label"),
    ),
    assumptions=(ATTACKER,),
    uses=("mean-gauss",),
    roc=lambda game, t: fresh_label_test(game.learner.leverage, t),
    sampler=_sampler,
)
