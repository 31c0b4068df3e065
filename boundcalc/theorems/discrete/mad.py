"""T-MAD: de Moivre's closed form of the discrete term."""

from __future__ import annotations

from ..conditions import BALANCED
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-mad",
    title="De Moivre's closed form",
    kind="identity",
    label="proved",
    statement=(
        r"For $\gamma = 1$, $h(n,p) = \tfrac12 \mathbb{E}|B/n - p| = \frac{m}{n}\binom{n}{m}p^m(1-p)^{n-m+1}$, "
        r"$m = \lfloor np \rfloor + 1$."
    ),
    as_stated=r"\frac{m}{n} \binom{n}{m} p^{m} (1-p)^{n-m+1}",
    expr=None,
    conditions=(BALANCED,),
    reference="demoivre1730",
)
