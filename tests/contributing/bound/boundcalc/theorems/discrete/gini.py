"""The worst case is at most the chance that two records differ."""

from __future__ import annotations

from ...functions import MASS, AtomSum
from ..conditions import DISCRETE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-gini",
    title="Two records differ",
    kind="upper",
    label="proved",
    statement=r"$h(1,p) = p(1-p)$ and $h$ does not grow with $n$, so $\Delta_\gamma \leq \sum_j p_j(1-p_j)$.",
    as_stated=r"\sum_{j} p_{j} (1-p_{j})",
    expr=lambda game: AtomSum(MASS * (1 - MASS), game.law),
    conditions=(DISCRETE,),
    uses=("disc-exact", "mono", "worst", "sandwich-upper"),
)
