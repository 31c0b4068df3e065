"""A whole privacy profile bounds every attack."""

from __future__ import annotations

import sympy as sp

from ..theorem import Condition, Setting, Theorem
from .dp import PRIVATE
from .neighbours import exchanged, replace_one, worst_gamma


def _bound(game: Setting) -> sp.Expr:
    learner = game.learner
    return exchanged(learner, lambda gamma: learner.profile_at(sp.log(gamma)), worst_gamma(game))


THEOREM = Theorem(
    id="dp-profile",
    title="Privacy profile",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"A learner with privacy profile $\delta(\varepsilon)$ (replace-one) has $\Delta_\gamma \leq \delta(\ln G)$, "
        r"$G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\delta(\ln G)",
    expr=_bound,
    conditions=(
        PRIVATE,
        Condition(
            "delta is known as a function of eps",
            lambda game: isinstance(getattr(game.learner, "profile", None), sp.Lambda),
        ),
    ),
    reference="balle2018",
    says=replace_one,
    uses=("cond",),
)
