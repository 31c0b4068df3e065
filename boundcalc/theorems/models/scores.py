"""What the theorems on M-estimators with many features share."""

from __future__ import annotations

import sympy as sp

from ...functions.models.logistic_limit import LogisticDelta, LogisticLoss, LogisticTest
from ...functions.models.probit_limit import ProbitDelta, ProbitLoss, ProbitTest
from ...functions.models.prox import ProxDelta, ProxLoss, ProxTest
from ...learners import LogisticRegression, ProbitRegression
from ...learners.models.score_regression import ScoreRegression
from ..conditions import knows
from ..theorem import Setting

NODES: dict[type[ScoreRegression], tuple[type[ProxDelta], type[ProxTest], type[ProxLoss]]] = {
    LogisticRegression: (LogisticDelta, LogisticTest, LogisticLoss),
    ProbitRegression: (ProbitDelta, ProbitTest, ProbitLoss),
}
SCORES = knows(ScoreRegression, "logistic or probit regression on Gaussian features of identity covariance")
EXISTS = "the estimate exists: a penalty, or p/n below the phase transition of separable classes"


def nodes(game: Setting) -> tuple[type[ProxDelta], type[ProxTest], type[ProxLoss]]:
    """(Delta, rates, loss threshold) of the learner."""
    return NODES[type(game.learner)]


def sizes(game: Setting) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """(p/n, signal, penalty/n)."""
    return game.law.p / game.n, game.law.signal, game.learner.penalty / game.n
