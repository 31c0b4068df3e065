"""An elementary upper bound by Robbins' form of Stirling's formula."""

from __future__ import annotations

from ..functions import MASS, AtomSum, RobbinsUpper
from .conditions import DISCRETE
from .theorem import Theorem

THEOREM = Theorem(
    id="disc-robbins-upper",
    title="Robbins-Stirling upper bound",
    kind="upper",
    label="proved",
    statement=(
        r"With $1/(12m+1) < r_m < 1/(12m)$ in $m! = \sqrt{2\pi m}(m/e)^m e^{r_m}$, de Moivre's term has the "
        r"elementary upper bound $\overline{h}(n,p)$, $m = \lfloor np \rfloor + 1$, and $\Delta_\gamma \leq "
        r"\sum_j \overline{h}(n,p_j)$ for every learner and every $\gamma$."
    ),
    as_stated=(
        r"\sum_{j} \frac{m}{n} \sqrt{\frac{n}{2 \pi m (n-m)}} (\frac{n p_{j}}{m})^{m} "
        r"(\frac{n (1-p_{j})}{n-m})^{n-m} (1-p_{j}) e^{\frac{1}{12 n} - \frac{1}{12 m + 1} - \frac{1}{12 (n-m) + 1}}"
    ),
    expr=lambda game: AtomSum(RobbinsUpper(game.n, MASS), game.law),
    conditions=(DISCRETE,),
    reference="robbins1955",
    uses=("disc-exact", "disc-mad", "worst", "sandwich-upper"),
)
