"""Renyi differential privacy of order at least 2 bounds every attack, by the chi-square divergence."""

from __future__ import annotations

import sympy as sp

from ...learners import RenyiDP
from ..theorem import Condition, Theorem
from ..unit_interval import at_most_one
from .neighbours import replace_one
from .renyi import RENYI

THEOREM = Theorem(
    id="renyi-chi-square",
    title="Renyi differential privacy, by chi-square",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$\chi^2 = e^{D_2}-1$ and $D_2 \leq D_\alpha$ for $\alpha \geq 2$, so an $(\alpha, \varepsilon)$-RDP learner "
        r"(replace-one) has $\Delta_\gamma \leq \tfrac12\sqrt{e^{\varepsilon}-1}$; twice that for "
        r"add-remove neighbours."
    ),
    as_stated=r"\frac{1}{2} \sqrt{e^{\varepsilon} - 1}",
    expr=lambda game: at_most_one(
        game.learner.epsilon, lambda: game.learner.factor * sp.sqrt(sp.exp(game.learner.epsilon) - 1) / 2
    ),
    conditions=(
        RENYI,
        Condition("alpha >= 2", lambda game: isinstance(game.learner, RenyiDP) and game.learner.alpha >= 2),
    ),
    reference="mironov2017",
    says=replace_one,
    uses=("cond", "chi-square"),
    chi_square=lambda game: sp.exp(game.learner.epsilon) - 1 if replace_one(game) else None,
)
