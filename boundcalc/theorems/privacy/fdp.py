"""A trade-off function bounds every attack."""

from __future__ import annotations

import sympy as sp

from ...functions.privacy.fdp import TradeoffDivergence
from ...numeric.sign import largest
from ..conditions import given
from ..theorem import Setting, Theorem
from .dp import PRIVATE
from .neighbours import exchanged, replace_one, worst_gamma


def _bound(game: Setting) -> sp.Expr:
    learner, gamma = game.learner, worst_gamma(game)
    f = learner.tradeoff
    if isinstance(f, sp.Lambda):
        if learner.factor == 2:  # group privacy: f(1 - f(a)) for two steps
            a = f.variables[0]
            f = sp.Lambda(a, f(1 - f(a)))
        return TradeoffDivergence(f, gamma)
    return exchanged(learner, lambda g: largest(*(1 - y - g * x for x, y in f)), gamma)


THEOREM = Theorem(
    id="fdp",
    title="Trade-off function",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"An $f$-DP learner (replace-one) has $\Delta_\gamma \leq \sup_a 1 - f(a) - G a$, $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\sup_{a} 1 - f(a) - G a",
    expr=_bound,
    conditions=(PRIVATE, given("tradeoff", "a trade-off function is known")),
    reference="dong2022",
    says=replace_one,
    uses=("cond",),
)
