"""T-OVER: a learner that fits training data better than fresh data leaks."""

from __future__ import annotations

import sympy as sp

from ...learners import OverfittingLearner
from ...numeric.sign import largest
from ..conditions import given, knows
from ..theorem import Theorem
from ..unit_interval import positive_part

OVERFITTING = knows(OverfittingLearner, "the learner is (eps, 1-alpha)-overfitting")


def attack_bound(gamma: sp.Expr, miss: sp.Expr, false: sp.Expr) -> sp.Expr:
    """What an attack with P1(member) >= 1 - miss and P0(member) <= false proves: Delta_gamma is at least this.

    For gamma >= 1 P1(B) - gamma P0(B), for gamma < 1 P0(not B) - P1(not B)/gamma, B the event that it says member.
    """
    scale = largest(1, gamma), largest(1, 1 / gamma)
    if gamma == 1:
        scale = sp.S.One, sp.S.One
    return positive_part(1 - miss * scale[1] - false * scale[0])


THEOREM = Theorem(
    id="overfit",
    title="Overfitting leaks",
    kind="lower",
    label="proved",
    statement=(
        r"If $P(\ell(\theta, z_1) \leq \varepsilon) \geq 1-\alpha$ and $q(\varepsilon) = P(\ell(\theta, z_0) \leq "
        r"\varepsilon)$, then $\Delta_\gamma \geq 1 - \alpha - \gamma q$ for $\gamma \geq 1$ and $\Delta_\gamma \geq "
        r"1 - \alpha/\gamma - q$ for $\gamma < 1$: the attack that says member iff the loss is at most $\varepsilon$."
    ),
    as_stated=r"\max(0, 1 - \alpha \max(1, 1/\gamma) - q \max(1, \gamma))",
    expr=lambda game: attack_bound(game.gamma, game.learner.alpha, game.learner.fresh),
    conditions=(OVERFITTING, given("fresh", "a bound on the fit of fresh records is given")),
    reference="aubinais2025",
    uses=("acc",),
    attack=lambda game: (game.learner.fresh, 1 - game.learner.alpha),
)
