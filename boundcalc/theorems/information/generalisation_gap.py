"""A generalisation gap leaks."""

from __future__ import annotations

from ...learners import GeneralisationGap
from ..conditions import BALANCED, knows
from ..theorem import Theorem

THEOREM = Theorem(
    id="generalisation-gap",
    title="A generalisation gap leaks",
    kind="lower",
    label="proved",
    statement=(
        r"For a loss with values in an interval of length $B$, "
        r"$\Delta_1 \geq |\mathbb{E}\,\ell(\theta, z_0) - \mathbb{E}\,\ell(\theta, z_1)|/B$."
    ),
    as_stated=r"\frac{g}{B}",
    expr=lambda game: game.learner.gap / game.learner.loss_range,
    conditions=(knows(GeneralisationGap, "the generalisation gap is known"), BALANCED),
    reference="yeom2018",
    uses=("acc",),
)
