"""T-COUNT-LOW: a lower bound from counts, whatever the law."""

from __future__ import annotations

from ..theorem import Theorem
from .count import RECORDS

THEOREM = Theorem(
    id="count-low",
    title="Lower bound from counts",
    kind="lower",
    label="proved",
    statement=(
        r"For $g$ convex, non-increasing, $g(1) \leq 1$, $\mathbb{E}g(1+\mathrm{Pois}(y)) \leq \max_k "
        r"\mathrm{Pois}(y)\{k\}$, and $b(k) = \frac{n-2}{n-1}(1-\frac kn)k\,g(k)$: $\mathbb{E}\sum_j b(T_j) \leq "
        r"n\Delta_n$ (worst case, $\gamma=1$, $n \geq 3$); likewise $\Phi_1 - 2\Phi_2/(n-1)$, $\Phi_i$ the number of "
        r"values seen $i$ times. With their upper deviations, the best of three at $\alpha/3$ is a lower side for "
        r"$\Delta_n$."
    ),
    as_stated=r"\mathbb{E} \sum_{j} b(T_{j}) \leq n \Delta_n",
    expr=None,
    assumptions=(RECORDS,),
    uses=("disc-exact", "worst", "pois"),
)
