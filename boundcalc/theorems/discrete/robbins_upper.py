"""An elementary upper bound by Robbins' form of Stirling's formula."""

from __future__ import annotations

from ...functions import MASS, AtomSum, RobbinsUpper
from ..conditions import DISCRETE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-robbins-upper",
    title="Robbins-Stirling upper bound",
    kind="upper",
    label="proved",
    statement=(
        r"With $1/(12m+1) < r_m < 1/(12m)$ in $m! = \sqrt{2\pi m}(m/e)^m e^{r_m}$, de Moivre's term is at most "
        r"$\overline{h}(n,p) = \frac mn \sqrt{\frac{n}{2\pi m(n-m)}} (\frac{np}{m})^m (\frac{n(1-p)}{n-m})^{n-m} "
        r"(1-p) e^{\frac{1}{12n} - \frac{1}{12m+1} - \frac{1}{12(n-m)+1}}$, $m = \lfloor np \rfloor + 1 < n$, and "
        r"$p^n(1-p)$ where $m = n$. So $\Delta_\gamma \leq \sum_j \overline{h}(n,p_j)$ for every learner and every "
        r"$\gamma$."
    ),
    as_stated=r"\sum_{j} \overline{h}(n, p_{j})",
    expr=lambda game: AtomSum(RobbinsUpper(game.n, MASS), game.law),
    conditions=(DISCRETE,),
    reference="robbins1955",
    uses=("disc-exact", "disc-mad", "worst", "sandwich-upper"),
)
