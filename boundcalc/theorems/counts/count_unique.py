"""T-UNIQUE from data: far from gamma = 1 only rare values count."""

from __future__ import annotations

from fractions import Fraction

from ..theorem import Theorem
from .count import RECORDS

FROM = Fraction(2718281829, 10**9)
"""A little above e: the theorem speaks for gamma from here on."""


def rarer(gamma: Fraction) -> Fraction:
    """tau: m training records leak at most what is unique among tau m of them; gamma >= FROM."""
    return min(gamma - FROM + 1, Fraction(63, 100) * (gamma - 1))


THEOREM = Theorem(
    id="count-unique",
    title="Upper bound from rare values",
    kind="upper",
    label="proved",
    statement=(
        r"Let $\gamma \geq e$ and $a(0) = 0$, $a(1) = 1$, $a(k)$ the smaller root $x$ of $k(x - a(k-1))^2 = x$, "
        r"rounded up, for $k \leq 8$, and $a(8)$ beyond; $F = \sum_j a(T_j)$, little more than the number of values "
        r"that occur once. Then $\mathbb{E}F \geq n\Delta_\gamma$ for $n$ i.i.d.\ records from any law, and with "
        r"probability at least $1-\alpha$, for every learner and attack together, $\Delta_{\gamma,N} \leq U/n$ and "
        r"$\mathrm{TPR} \leq U/n + e\,\mathrm{FPR}$ for every $N \geq n$, $U$ the largest $v$ with $v - F - F\ln(v/F) "
        r"= \ln(1/\alpha)$. For $m < n$ training records it is enough to take $F = \sum_j "
        r"\mathbb{E}a(\mathrm{Bin}(T_j, t))/t$, $t = \min(1, \tau m/n)$, $\tau = \min(\gamma - e + 1, "
        r"\frac{63}{100}(\gamma - 1))$: no more leaks than is unique among $\tau$ times as many records."
    ),
    as_stated=r"\mathrm{TPR} \leq \frac{U}{n} + e \mathrm{FPR}, \quad U - F - F \ln \frac{U}{F} = \ln \frac{1}{\alpha}",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-unique", "worst", "mono", "count"),
)
