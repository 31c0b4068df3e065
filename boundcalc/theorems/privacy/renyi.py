"""Renyi differential privacy bounds every attack, by relative entropy."""

from __future__ import annotations

from ...learners import RenyiDP
from ..conditions import knows
from ..information.information import information_bound
from ..theorem import Theorem
from .neighbours import replace_one

RENYI = knows(RenyiDP, "the learner is Renyi differentially private")

THEOREM = Theorem(
    id="renyi",
    title="Renyi differential privacy",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$D_1 \leq D_\alpha$, so an $(\alpha, \varepsilon)$-RDP learner (replace-one) has "
        r"$\Delta_\gamma \leq \min(\sqrt{\varepsilon/2}, \sqrt{1-e^{-\varepsilon}})$ (Pinsker; Bretagnolle and Huber); "
        r"twice that for add-remove neighbours."
    ),
    as_stated=r"\min(\sqrt{\varepsilon/2}, \sqrt{1-e^{-\varepsilon}})",
    expr=lambda game: game.learner.factor * information_bound(game.learner.epsilon),
    conditions=(RENYI,),
    reference="mironov2017",
    says=replace_one,
    uses=("cond", "information"),
    information=lambda game: game.learner.epsilon if replace_one(game) else None,
)
