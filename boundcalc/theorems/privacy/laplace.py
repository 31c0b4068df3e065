"""The Laplace mechanism, exactly."""

from __future__ import annotations

import sympy as sp

from ...functions.privacy.laplace import MAX_STEPS, LaplaceProfile
from ...learners import LaplaceMechanism
from ..conditions import knows
from ..theorem import Answer, Condition, Setting, Theorem
from .neighbours import replace_one, worst_gamma


def _few(game: Setting) -> Answer:
    return sp.sympify(getattr(game.learner, "steps", 1)) <= MAX_STEPS


def _bound(game: Setting) -> sp.Expr:
    learner = game.learner
    return LaplaceProfile(learner.factor * learner.epsilon, learner.steps, worst_gamma(game))


THEOREM = Theorem(
    id="laplace",
    title="Laplace mechanism",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$T$ adaptive releases with Laplace noise, $\varepsilon$ = sensitivity/scale, are dominated by $T$ pairs of "
        r"Laplace laws (replace-one); for $T = 1$, $\Delta_\gamma \leq (1 - \sqrt G\, e^{-\varepsilon/2})_+$, $G = "
        r"\max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\max(0, 1 - \sqrt{G} e^{-\varepsilon/2})",
    expr=_bound,
    conditions=(
        knows(LaplaceMechanism, "the data are seen through Laplace noise"),
        Condition(f"at most {MAX_STEPS} steps", _few, False),
    ),
    reference="zhu2022",
    says=lambda game: replace_one(game) and game.learner.steps == 1,
    uses=("dp-profile",),
)
