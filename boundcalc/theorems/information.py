"""T-INFO: mutual information bounds the leakage."""

from __future__ import annotations

import sympy as sp

from ..learners import MutualInformation
from .properties import knows
from .theorem import Theorem


def information_bound(information: sp.Expr) -> sp.Expr:
    """min(sqrt(I/2), sqrt(1 - e^-I)): Pinsker, and Bretagnolle and Huber."""
    return sp.Min(sp.sqrt(information / 2), sp.sqrt(1 - sp.exp(-information)))


THEOREM = Theorem(
    id="information",
    title="Mutual information",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq \min(\sqrt{I/2}, \sqrt{1-e^{-I}})$ with $I = I(\theta; z_1) \leq I(\theta; "
        r"z_1..z_n)/n$ in nats."
    ),
    as_stated=r"\min(\sqrt{I/2}, \sqrt{1-e^{-I}})",
    expr=lambda game: information_bound(game.learner.per_record(game.n)),
    conditions=(knows(MutualInformation, "the mutual information is bounded"),),
    reference="bretagnolle1979",
    uses=("sandwich-upper",),
)
