"""T-INFO: mutual information bounds the leakage."""

from __future__ import annotations

import sympy as sp

from ...functions import ExpOfLog
from ...learners import MutualInformation
from ..conditions import knows
from ..theorem import Theorem
from ..unit_interval import at_most_one


def information_bound(information: sp.Expr) -> sp.Expr:
    """min(sqrt(I/2), sqrt(1 - e^-I)): Pinsker, and Bretagnolle and Huber."""

    def least() -> sp.Expr:
        # Not evaluated: SymPy cannot tell which is smaller when I is tiny.
        return sp.Min(sp.sqrt(information / 2), sp.sqrt(1 - ExpOfLog(-information)), evaluate=False)

    return sp.S.Zero if information.is_zero else at_most_one(information, least)


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
