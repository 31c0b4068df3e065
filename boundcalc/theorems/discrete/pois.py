"""T-POIS: the binomial is below the Poisson in convex order."""

from __future__ import annotations

from ...functions import MASS, AtomSum, PoissonMAD
from ..conditions import DISCRETE
from ..theorem import Theorem

THEOREM = Theorem(
    id="pois",
    title="Poisson bound",
    kind="upper",
    label="proved",
    statement=(
        r"$n\,h(n,p) \leq H(np)$ with $H(x) = \tfrac12\mathbb{E}|\mathrm{Pois}(x) - x| = x^{m+1} e^{-x}/m!$, "
        r"$m = \lfloor x \rfloor$: the binomial law is below the Poisson law in convex order. Hence "
        r"$\Delta_\gamma \leq \frac1n \sum_j H(n p_j)$ for every learner and every $\gamma$."
    ),
    as_stated=r"\sum_{j} \frac{(n p_{j})^{m+1} e^{-n p_{j}}}{n m!}",
    expr=lambda game: AtomSum(PoissonMAD(game.n * MASS) / (2 * game.n), game.law),
    conditions=(DISCRETE,),
    reference="hoeffding1956",
    uses=("disc-exact", "worst", "sandwich-upper"),
)
