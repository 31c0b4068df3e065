"""The privacy loss of a composed mechanism, on a grid with two guaranteed ends."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from ...divergences.losses.bounds import LossDivergence
from ...functions.privacy.laplace import MAX_STEPS
from ...learners import (
    GaussianDP,
    GaussianMechanism,
    LaplaceMechanism,
    PrivateLearner,
    RenyiDP,
    ZeroConcentratedDP,
)
from ..conditions import NUMBERS
from ..theorem import Condition, Setting, Theorem
from .neighbours import worst_gamma

EXCHANGE = Condition(
    "a pair of laws is known that dominates every exchange of one record",
    lambda game: getattr(game.learner, "exchange", None) is not None,
)


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    return (game.learner.exchange.tangent(fpr),)


def closed(learner: Any) -> bool:
    """Whether a closed form says what the losses would."""
    if isinstance(learner, GaussianMechanism):
        return bool(learner.sampling == 1)
    if isinstance(learner, LaplaceMechanism):
        return learner.steps <= MAX_STEPS
    return isinstance(learner, GaussianDP | PrivateLearner | RenyiDP | ZeroConcentratedDP)


THEOREM = Theorem(
    id="losses",
    title="Privacy loss, composed",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"Adaptive composition of mechanisms whose exchange of one record is dominated by the pairs $(P_t, Q_t)$ is "
        r"dominated by the product $(P, Q)$ of the pairs, so that $\Delta_\gamma \leq E_G(P\|Q)$, $G = "
        r"\max(\gamma, 1/\gamma)$, for every record. $E_G$ is enclosed by two laws on a grid, above and below that of "
        r"$dP/dQ$ in convex order. For a sampled Gaussian release the dominating pair is that of two opposite records."
    ),
    as_stated=r"E_{G}(P\|Q)",
    expr=lambda game: LossDivergence(game.learner.exchange, worst_gamma(game)),
    conditions=(
        EXCHANGE,
        Condition("no closed form says the same", lambda game: not closed(game.learner), False),
        NUMBERS,
    ),
    reference="zhu2022",
    tangents=_tangents,
    uses=("dp-profile",),
)
