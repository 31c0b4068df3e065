"""T-COUNT for strata: independent records, each stratum with a law and a fixed number of records."""

from __future__ import annotations

from ..theorem import Theorem

STRATA = (
    "the records are independent, those of one stratum draws from one law of its own; how many each stratum has, and "
    "the columns, were fixed without looking at them; a non-member's stratum is drawn with the shares of the table"
)

THEOREM = Theorem(
    id="count-strata",
    title="Upper bounds from counts within strata",
    kind="upper",
    label="proved",
    statement=(
        r"Strata of $n_1 + \dots + n_H = n$ independent records, those of stratum $h$ from any law $P_h$; the attacker "
        r"knows the stratum of a target, and that of a non-member is drawn with the shares $n_h/n$. Then Theorems "
        r"count, count-var, count-distinct, count-harmonic and count-unique bound $\sum_h (n_h/n) "
        r"\Delta_\gamma(P_h, n_h)$ from the counts $T_{hj}$ of all strata together, as if the stratum were a column."
    ),
    as_stated=r"\sum_{h} \frac{n_{h}}{n} \Delta_\gamma(P_h, n_h) \leq \frac{U}{n}",
    expr=None,
    assumptions=(STRATA,),
    uses=("joint", "count", "count-var", "count-distinct", "count-harmonic", "count-unique"),
)
