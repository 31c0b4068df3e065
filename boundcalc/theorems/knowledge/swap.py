"""A member and a record left out change places: a known table is covered by guarantees for pairs of data sets."""

from __future__ import annotations

from ...learners.privacy.guarantee import Privacy
from ..conditions import KNOWN_TABLE, knows
from ..theorem import Theorem

THEOREM = Theorem(
    id="swap",
    title="Members and records left out change places",
    kind="identity",
    label="proved",
    statement=(
        r"The training set $S$ is a random part of a known table, and $E_\gamma$ of $A(S)$ and $A(S')$ is at most $e$ "
        r"for any two sets that differ in one record. Then $\Delta_\gamma \leq e$ when non-members are drawn from the "
        r"$N-n$ records left out, and $\Delta_\gamma \leq (1-n/N)\,e$ when they are drawn from all $N$. Every single "
        r"target's leakage has these bounds too."
    ),
    as_stated=r"\Delta_\gamma \leq \max_{S \sim S'} E_\gamma(A(S) \| A(S'))",
    expr=None,
    conditions=(KNOWN_TABLE, knows(Privacy, "the learner has a guarantee for all pairs of neighbours")),
)
