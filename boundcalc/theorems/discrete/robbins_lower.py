"""An elementary lower bound by Robbins' form of Stirling's formula."""

from __future__ import annotations

from ...functions import MASS, AtomSum, RobbinsLower
from ..conditions import BALANCED, DISCRETE, WORST_CASE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-robbins-lower",
    title="Robbins-Stirling lower bound",
    kind="lower",
    label="proved",
    statement=(
        r"With $1/(12m+1) < r_m < 1/(12m)$ in $m! = \sqrt{2\pi m}(m/e)^m e^{r_m}$, de Moivre's term is at least "
        r"$\underline{h}(n,p) = \frac mn \sqrt{\frac{n}{2\pi m(n-m)}} (\frac{np}{m})^m (\frac{n(1-p)}{n-m})^{n-m} "
        r"(1-p) e^{\frac{1}{12n+1} - \frac{1}{12m} - \frac{1}{12(n-m)}}$, $m = \lfloor np \rfloor + 1 < n$, and "
        r"$p^n(1-p)$ where $m = n$. So $\Delta \geq \sum_j \underline{h}(n,p_j)$ ($\gamma = 1$, worst case)."
    ),
    as_stated=r"\sum_{j} \underline{h}(n, p_{j})",
    expr=lambda game: AtomSum(RobbinsLower(game.n, MASS), game.law),
    conditions=(DISCRETE, WORST_CASE, BALANCED),
    reference="robbins1955",
    uses=("disc-exact", "disc-mad"),
)
