"""T-UNIQUE from data, nearer to gamma = 1: each value counts by the inverse of how often it was seen."""

from __future__ import annotations

from fractions import Fraction

from ..theorem import Theorem
from .count import RECORDS

FROM = Fraction(3, 2)
"""The theorem speaks for gamma from here on."""

THEOREM = Theorem(
    id="count-harmonic",
    title="Upper bound from inverse counts",
    kind="upper",
    label="proved",
    statement=(
        r"Let $\gamma \geq 3/2$ and $F = \sum_j 1/T_j$ over the distinct values among $n$ i.i.d.\ records from any "
        r"law. Then $\mathbb{E}F \geq n\Delta_\gamma$, and with probability at least $1-\alpha$, $\Delta_{\gamma,N} "
        r"\leq U/n$ for every $N \geq n$, $U$ the largest $v$ with $v - F - F\ln(v/F) = \ln(1/\alpha)$. For every "
        r"learner."
    ),
    as_stated=r"\Delta_{\gamma,N} \leq \frac{U}{n}, \quad U - F - F \ln \frac{U}{F} = \ln \frac{1}{\alpha}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-exact", "worst", "mono", "pois", "count"),
)
