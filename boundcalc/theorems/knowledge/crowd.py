"""T-CROWD: what it is worth to be one of k equal records."""

from __future__ import annotations

from ..theorem import Theorem

THEOREM = Theorem(
    id="crowd",
    title="One record in a crowd",
    kind="identity",
    label="proved",
    statement=(
        r"One record among $k$ that the attacker cannot tell apart, each in the training set with probability $q$ "
        r"independently of the others, the attacker seeing how many of the $k$ are: its leakage (at $\gamma = 1$) is "
        r"the largest probability of $B \sim \mathrm{Bin}(k-1, q)$. It does not grow with $k$."
    ),
    as_stated=r"\max_{t} \mathbb{P}(B = t)",
    expr=None,
    uses=("worst",),
)
