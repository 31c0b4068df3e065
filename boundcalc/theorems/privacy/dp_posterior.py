"""The member posterior under pure differential privacy."""

from __future__ import annotations

import sympy as sp

from ..theorem import Condition, Theorem
from .dp import PRIVATE, budgets
from .neighbours import replace_one


def posterior(prior: sp.Expr, epsilon: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The smallest and the largest probability of membership that any release can leave an attacker with."""
    return (
        prior / (prior + (1 - prior) * sp.exp(epsilon)),
        prior / (prior + (1 - prior) * sp.exp(-epsilon)),
    )


THEOREM = Theorem(
    id="dp-posterior",
    title="Member posterior",
    kind="identity",
    label="cited",
    statement=(
        r"Under $\varepsilon$-differential privacy (replace-one) and prior $q$, the probability of membership given "
        r"the release and the test point lies between $q/(q+(1-q)e^{\varepsilon})$ and $q/(q+(1-q)e^{-\varepsilon})$."
    ),
    as_stated=r"\frac{q}{q+(1-q) e^{-\varepsilon}}",
    expr=lambda game: posterior(game.nu, game.learner.pairs[0][0])[1],
    conditions=(
        PRIVATE,
        Condition("delta = 0", lambda game: budgets(game) > 0 and sp.Eq(game.learner.pairs[0][1], 0)),
    ),
    reference="thudi2022",
    says=replace_one,
    uses=("cond",),
)
