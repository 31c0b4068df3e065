"""T-COUNT-VAR: the variance-sensitive bound from counts."""

from __future__ import annotations

from ..theorem import Theorem
from .count import RECORDS

THEOREM = Theorem(
    id="count-var",
    title="Variance-sensitive upper bound from counts",
    kind="upper",
    label="proved",
    statement=(
        r"For $\lambda \in (0,1)$ a sequence $A_\lambda$ has $\mathbb{E}\exp(\lambda(n\Delta_n - F_\lambda)) \leq 1$, "
        r"$F_\lambda = \sum_j A_\lambda(T_j)$. For a fixed grid of $\lambda_i$ with weights $\pi_i$, with probability "
        r"at least $1-\alpha$ $n\Delta_n \leq U$, where $\sum_i \pi_i e^{\lambda_i(U - F_{\lambda_i})} = 1/\alpha$. "
        r"Sharp when atoms are heavy. For every learner, and $\Delta_\gamma$ for every $\gamma$."
    ),
    as_stated=r"n \Delta_N \leq U, \quad \sum_{i} \pi_{i} e^{\lambda_{i} (U - F_{\lambda_{i}})} = \frac{1}{\alpha}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-exact", "worst", "mono", "pois", "sandwich-upper"),
)
