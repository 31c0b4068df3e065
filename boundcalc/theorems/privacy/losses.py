"""The privacy loss of a composed mechanism, on a grid with two guaranteed ends."""

from __future__ import annotations

from typing import Any

from ...divergences.losses import PrivacyLoss
from ...divergences.losses.bounds import LossDivergence
from ..properties import NUMBERS, worst_gamma
from ..theorem import Condition, Theorem

EXCHANGE = Condition(
    "a pair of laws is known that dominates every exchange of one record",
    lambda game: getattr(game.learner, "exchange", None) is not None,
)


def on_grid(loss: PrivacyLoss | None) -> bool:
    """Whether a grid can hold the losses."""
    return loss is not None and loss.on_grid


GRID = Condition(
    "losses neither too small nor too large for a grid",
    lambda game: on_grid(getattr(game.learner, "exchange", None)),
    False,
)


def composed(game: Any) -> bool:
    """Whether there is more to the mechanism than one step on a lattice, for which closed forms say the same."""
    return getattr(game.learner, "epsilon", None) is None or getattr(game.learner, "steps", 1) != 1


THEOREM = Theorem(
    id="losses",
    title="Privacy loss, composed",
    kind="upper",
    label="cited",
    statement=(
        r"Adaptive composition of mechanisms whose exchange of one record is dominated by the pairs $(P_t, Q_t)$ is "
        r"dominated by the product $(P, Q)$ of the pairs, so that $\Delta_\gamma \leq E_G(P\|Q)$, $G = "
        r"\max(\gamma, 1/\gamma)$, for every record. $E_G$ is enclosed by two laws on a grid, above and below that of "
        r"$dP/dQ$ in convex order. For a sampled Gaussian release the dominating pair is that of two opposite records."
    ),
    as_stated=r"E_{G}(P\|Q)",
    expr=lambda game: LossDivergence(game.learner.exchange, worst_gamma(game)),
    conditions=(EXCHANGE, Condition("more than one step", composed, False), NUMBERS, GRID),
    reference="zhu2022",
    uses=("dp-profile",),
)
