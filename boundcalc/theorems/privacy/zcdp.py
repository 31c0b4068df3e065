"""Zero-concentrated differential privacy bounds every attack, by relative entropy."""

from __future__ import annotations

import sympy as sp

from ...learners import ZeroConcentratedDP
from ..conditions import knows
from ..information.information import information_bound
from ..theorem import Condition, Setting, Theorem
from .neighbours import replace_one

CONCENTRATED = knows(ZeroConcentratedDP, "the learner is zero-concentrated differentially private")
PURE = Condition("without xi and delta", lambda game: getattr(game.learner, "pure", False))


def replace_one_rho(game: Setting) -> sp.Expr:
    """rho for replace-one neighbours: 4 rho when the guarantee is for adding or removing (group privacy)."""
    return game.learner.factor**2 * game.learner.rho


THEOREM = Theorem(
    id="zcdp",
    title="Zero-concentrated differential privacy",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"A $\rho$-zCDP learner (replace-one) has $D_1 \leq \rho$, so "
        r"$\Delta_\gamma \leq \min(\sqrt{\rho/2}, \sqrt{1-e^{-\rho}})$."
    ),
    as_stated=r"\min(\sqrt{\rho/2}, \sqrt{1-e^{-\rho}})",
    expr=lambda game: information_bound(replace_one_rho(game)),
    conditions=(CONCENTRATED, PURE),
    reference="bun2016",
    says=replace_one,
    uses=("cond", "information"),
    information=replace_one_rho,
)
