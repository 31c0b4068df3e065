"""Far from gamma = 1, many records: values that occur twice speak against those that occur once."""

from __future__ import annotations

from fractions import Fraction

from ..theorem import Theorem
from .count import RECORDS
from .count_unique import rarer

FROM = Fraction(379, 100)
"""The theorem speaks for gamma from here on."""
RECORDS_FROM = 50_000
"""It holds from 100 records on, and is asked from here on: before, its deviation costs more than it saves."""


def speaks(rows: int, theta: Fraction, gamma: Fraction) -> bool:
    """Whether a part theta of so many records is bounded."""
    return rows >= RECORDS_FROM and gamma >= FROM and rarer(gamma) * theta >= Fraction(7, 4)


THEOREM = Theorem(
    id="count-turing",
    title="Upper bound from values that occur once, twice and three times",
    kind="upper",
    label="proved",
    statement=(
        r"Let $\gamma \geq 3.79$, $n \geq 100$ and $F = \Phi_1 - \Phi_2 + 0.415\,\Phi_3$, $\Phi_i$ the number of "
        r"values seen $i$ times. Then $\mathbb{E}F \geq n\Delta_\gamma$ for $n$ i.i.d.\ records from any law, and with "
        r"probability at least $1-\alpha$, for every learner and attack together, $\Delta_{\gamma,N} \leq U/n$ and "
        r"$\mathrm{TPR} \leq U/n + 3.79\,\mathrm{FPR}$ for every $N \geq n$, $U = F + 3.415 \sqrt{n \ln(1/\alpha)/2}$; "
        r"and $\Delta_{\gamma,m} \leq U/n$ for $m < n$ with $\tau m/n \geq 7/4$, $\tau$ that of Theorem count-unique."
    ),
    as_stated=r"\Delta_N \leq \frac{U}{n}, \quad U = F + 3.415 \sqrt{\frac{n}{2} \ln \frac{1}{\alpha}}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-unique", "count-unique", "worst", "mono"),
)
