"""Synthetic data: copies of some records."""

from __future__ import annotations

from ...learners import Copies
from ..conditions import knows
from ..theorem import Theorem

THEOREM = Theorem(
    id="copies",
    title="Copies of records",
    kind="upper",
    label="proved",
    statement=(
        r"If which records are copied does not depend on their values, and nothing else of the data is released, "
        r"$\Delta_\gamma \leq \mathbb{E}[\text{number of distinct records copied}]/n$: for $m$ uniform draws with "
        r"replacement $1 - (1-1/n)^m$."
    ),
    as_stated=r"1 - (1 - \frac{1}{n})^m",
    expr=lambda game: 1 - (1 - 1 / game.n) ** game.learner.copies,
    conditions=(knows(Copies, "copies of records drawn regardless of their values are released"),),
)
