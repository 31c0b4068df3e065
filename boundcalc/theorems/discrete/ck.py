"""T-CK: the diversity bound."""

from __future__ import annotations

import sympy as sp

from ...functions import DiversityConstant
from ..conditions import DISCRETE, FINITE_DIVERSITY
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-ck",
    title="Diversity bound",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq C_K(P)/(2\sqrt{n})$, $C_K(P) = \sum_j \sqrt{p_j(1-p_j)}$, for every learner and every "
        r"$\gamma$."
    ),
    as_stated=r"\frac{C_K}{2\sqrt{n}}",
    expr=lambda game: DiversityConstant(game.law) / (2 * sp.sqrt(game.n)),
    conditions=(DISCRETE, FINITE_DIVERSITY),
    reference="aubinais2025",
    uses=("disc-exact", "worst", "sandwich-upper"),
)
