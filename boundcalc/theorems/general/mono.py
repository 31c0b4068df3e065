"""T-MONO: more data, less leakage in the worst case."""

from __future__ import annotations

from ..conditions import WORST_CASE
from ..theorem import Theorem

THEOREM = Theorem(
    id="mono",
    title="Monotone in n",
    kind="identity",
    label="proved",
    statement=r"The worst-case $\Delta_\gamma$ is non-increasing in $n$ ($P_n$ is a reverse martingale).",
    as_stated=r"\Delta_\gamma(P, n+1) \leq \Delta_\gamma(P, n)",
    expr=None,
    conditions=(WORST_CASE,),
    uses=("worst",),
)
