"""T-CKLIM: the exact rate constant on discrete data."""

from __future__ import annotations

import sympy as sp

from ...functions import DiversityConstant
from ..conditions import BALANCED, DISCRETE, FINITE_DIVERSITY, WORST_CASE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-ck-limit",
    title="Rate on discrete data",
    kind="limit",
    label="limit",
    statement=r"$\sqrt{n}\,\Delta \to C_K/\sqrt{2\pi}$ when $C_K$ is finite ($\gamma = 1$, worst case).",
    as_stated=r"\frac{C_K}{\sqrt{2 \pi n}}",
    expr=lambda game: DiversityConstant(game.law) / sp.sqrt(2 * sp.pi * game.n),
    conditions=(DISCRETE, WORST_CASE, BALANCED, FINITE_DIVERSITY),
    reference="aubinais2025",
    uses=("disc-exact", "disc-mad"),
)
