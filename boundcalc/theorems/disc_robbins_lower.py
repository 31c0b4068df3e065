"""An elementary lower bound by Robbins' form of Stirling's formula."""

from __future__ import annotations

from ..functions import MASS, AtomSum, RobbinsLower
from .conditions import BALANCED, DISCRETE, WORST_CASE
from .theorem import Theorem

THEOREM = Theorem(
    id="disc-robbins-lower",
    title="Robbins-Stirling lower bound",
    kind="lower",
    label="proved",
    statement=(
        r"With $1/(12m+1) < r_m < 1/(12m)$ in $m! = \sqrt{2\pi m}(m/e)^m e^{r_m}$, de Moivre's term has the "
        r"elementary lower bound $\underline{h}(n,p)$, $m = \lfloor np \rfloor + 1$, and $\Delta_\gamma \geq "
        r"\sum_j \underline{h}(n,p_j)$ for $\gamma = 1$, worst case."
    ),
    as_stated=(
        r"\sum_{j} \frac{m}{n} \sqrt{\frac{n}{2 \pi m (n-m)}} (\frac{n p_{j}}{m})^{m} "
        r"(\frac{n (1-p_{j})}{n-m})^{n-m} (1-p_{j}) e^{\frac{1}{12 n + 1} - \frac{1}{12 m} - \frac{1}{12 (n-m)}}"
    ),
    expr=lambda game: AtomSum(RobbinsLower(game.n, MASS), game.law),
    conditions=(DISCRETE, WORST_CASE, BALANCED),
    reference="robbins1955",
    uses=("disc-exact", "disc-mad"),
)
