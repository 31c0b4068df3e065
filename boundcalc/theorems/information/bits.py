"""T-BITS: a small model leaks little."""

from __future__ import annotations

import sympy as sp

from ...learners import BitBudget, FiniteModels
from ..theorem import Condition, Theorem
from .information import information_bound

THEOREM = Theorem(
    id="bits",
    title="Model size",
    kind="upper",
    label="proved",
    statement=(
        r"A release with at most $M$ values ($b$ bits: $M = 2^b$) has "
        r"$\Delta_\gamma \leq \min(\sqrt{\ln M/(2n)}, \sqrt{1 - M^{-1/n}})$."
    ),
    as_stated=r"\min(\sqrt{\frac{\ln M}{2 n}}, \sqrt{1 - M^{-1/n}})",
    expr=lambda game: information_bound(sp.sympify(game.learner.log_models) / game.n),
    conditions=(
        Condition(
            "the release has finitely many values, of known number",
            lambda game: isinstance(game.learner, BitBudget | FiniteModels),
        ),
    ),
    uses=("information",),
)
