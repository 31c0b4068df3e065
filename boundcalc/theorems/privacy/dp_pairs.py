"""Several privacy budgets together bound every attack."""

from __future__ import annotations

import sympy as sp

from ...functions.privacy.chord import ChordProfile
from ..theorem import Condition, Setting, Theorem
from .dp import PRIVATE, budgets
from .neighbours import replace_one, worst_gamma


def _bound(game: Setting) -> sp.Expr:
    return ChordProfile(worst_gamma(game), [(sp.exp(epsilon), delta) for epsilon, delta in game.learner.pairs])


THEOREM = Theorem(
    id="dp-pairs",
    title="Several privacy budgets",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"A learner that is $(\varepsilon_i, \delta_i)$-differentially private for several $i$ (replace-one) has "
        r"$\Delta_\gamma \leq \check{E}_G$, $G = \max(\gamma, 1/\gamma)$, where $\check{E}$ is the lower convex hull "
        r"of what each budget says: $E_\gamma$ is convex and non-increasing in $\gamma$."
    ),
    as_stated=r"\check{E}_{G}(e^{\varepsilon_{i}}, \delta_{i})",
    expr=_bound,
    conditions=(PRIVATE, Condition("several budgets (eps, delta) are known", lambda game: budgets(game) > 1)),
    reference="kairouz2015",
    says=replace_one,
    uses=("dp",),
)
