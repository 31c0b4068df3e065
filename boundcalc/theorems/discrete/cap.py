"""The elementary cap on every atom."""

from __future__ import annotations

from ...functions import MASS, AtomSum, MassCap
from ..conditions import DISCRETE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-cap",
    title="Capped atoms",
    kind="upper",
    label="proved",
    statement=(
        r"$h_\gamma(n,p) \leq \min(p, \tfrac12\sqrt{p(1-p)/n})$ always, so "
        r"$\Delta_\gamma \leq \sum_j \min(p_j, \tfrac12\sqrt{p_j(1-p_j)/n})$; finite for every law."
    ),
    as_stated=r"\sum_{j} \min(p_{j}, \frac{1}{2} \sqrt{p_{j} (1-p_{j})/n})",
    expr=lambda game: AtomSum(MassCap(game.n, MASS), game.law),
    conditions=(DISCRETE,),
    reference="berend2013",
    uses=("disc-exact", "worst", "sandwich-upper"),
)
