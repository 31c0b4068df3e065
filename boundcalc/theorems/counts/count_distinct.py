"""T-COUNT away from gamma = 1: the number of distinct values."""

from __future__ import annotations

from fractions import Fraction

from ..theorem import Theorem
from .count import RECORDS

FROM = Fraction(9, 8)
"""The theorem speaks for max(gamma, 1/gamma) >= 9/8."""

THEOREM = Theorem(
    id="count-distinct",
    title="Upper bound from the number of distinct values",
    kind="upper",
    label="proved",
    statement=(
        r"Let $\max(\gamma, 1/\gamma) \geq 9/8$, and $F$ the number of distinct values among $n$ i.i.d.\ records from "
        r"any law. Then $\mathbb{E}F \geq n\Delta_\gamma$, and with probability at least $1-\alpha$, "
        r"$\Delta_{\gamma,N} \leq U/n$ for every $N \geq n$, $U$ the largest $v$ with "
        r"$v - F - F\ln(v/F) = \ln(1/\alpha)$. For every learner."
    ),
    as_stated=r"\Delta_{\gamma,N} \leq \frac{U}{n}, \quad U - F - F \ln \frac{U}{F} = \ln \frac{1}{\alpha}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-exact", "worst", "mono", "pois", "count"),
)
