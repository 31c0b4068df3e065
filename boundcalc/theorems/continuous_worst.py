"""The worst case on continuous data: no security at all."""

from __future__ import annotations

import sympy as sp

from .conditions import WORST_CASE
from .theorem import Condition, Theorem

CONTINUOUS = Condition("the law has no atoms", lambda game: not game.law.is_discrete)

THEOREM = Theorem(
    id="continuous-worst",
    title="Continuous data, worst case",
    kind="exact",
    label="proved",
    statement=(
        r"For a law without atoms the worst-case $\Delta_\gamma$ is 1 for every n and $\gamma$: the attack that asks "
        r"whether the test point is among the points of the released empirical law is never wrong."
    ),
    as_stated=r"1",
    expr=lambda game: sp.S.One,
    conditions=(CONTINUOUS, WORST_CASE),
    reference="aubinais2025",
    uses=("worst",),
    target=lambda game, z: sp.S.One,
    roc=lambda game, t: (sp.S.Zero, sp.S.One),
)
