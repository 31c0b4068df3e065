"""T-COUNT: an upper bound from counts, whatever the law."""

from __future__ import annotations

from ..theorem import Theorem

RECORDS = "the n records are independent draws from one law, and the columns were chosen without looking at them"

THEOREM = Theorem(
    id="count",
    title="Upper bound from counts",
    kind="upper",
    label="proved",
    statement=(
        r"Counts $T_j$ of $n$ i.i.d.\ records from any law. With $a^*(0)=0$, $a^*(1)=1$, $a^*(k) = "
        r"\sqrt{(k+2/5)/(2\pi)}$ for $k \geq 2$ and $F = \sum_j a^*(T_j)$: $\mathbb{E}F \geq n\Delta_n$, and with "
        r"probability at least $1-\alpha$, $\Delta_N \leq U/n$ for every $N \geq n$, $U$ the largest $v$ with $v - F "
        r"- F\ln(v/F) = \ln(1/\alpha)$. For every learner, and $\Delta_\gamma$ for every $\gamma$."
    ),
    as_stated=r"\Delta_N \leq \frac{U}{n}, \quad U - F - F \ln \frac{U}{F} = \ln \frac{1}{\alpha}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-exact", "worst", "mono", "pois", "sandwich-upper"),
)
