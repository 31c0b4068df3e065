"""T-UNIQUE: records that nobody shares bound every attack at gamma >= e."""

from __future__ import annotations

import sympy as sp

from ...functions import MASS, AtomSum
from ..conditions import DISCRETE
from ..theorem import Condition, Theorem

THEOREM = Theorem(
    id="disc-unique",
    title="Unique records",
    kind="upper",
    label="proved",
    statement=(
        r"For $\gamma \geq e$: $\mathbb{E}(B - \gamma np)_+ \leq \mathbb{P}(B = 1)$, $B \sim \mathrm{Bin}(n, p)$. So "
        r"for every learner $\Delta_\gamma \leq \sum_j p_j (1-p_j)^{n-1}$, the expected share of training records "
        r"that are unique (a continuous part adds its mass), and $\mathrm{TPR} \leq \sum_j p_j (1-p_j)^{n-1} + "
        r"e\,\mathrm{FPR}$ for every attack."
    ),
    as_stated=r"\sum_{j} p_{j} (1-p_{j})^{n-1}",
    expr=lambda game: AtomSum(MASS * (1 - MASS) ** (game.n - 1), game.law),
    conditions=(DISCRETE, Condition("gamma >= e", lambda game: sp.Ge(game.gamma, sp.E))),
    uses=("disc-exact", "worst"),
)
