"""A privacy loss distribution from an accountant."""

from __future__ import annotations

from ...functions.privacy.account import AccountProfile
from ...learners import Accounted
from ..conditions import knows
from ..theorem import Theorem
from .neighbours import exchanged, replace_one, worst_gamma

THEOREM = Theorem(
    id="accounted",
    title="Privacy loss distribution",
    kind="upper",
    label="cited",
    certain=False,
    speaks_of="every",
    statement=(
        r"A learner dominated by a privacy loss distribution (replace-one neighbours) has $\Delta_\gamma \leq E_G$ of "
        r"it, $G = \max(\gamma, 1/\gamma)$. The accountant's rounding is not covered, so the number is not a "
        r"guarantee."
    ),
    as_stated=r"E_{G}",
    expr=lambda game: exchanged(
        game.learner, lambda gamma: AccountProfile(game.learner.account, gamma), worst_gamma(game)
    ),
    conditions=(knows(Accounted, "a privacy loss distribution is known"),),
    assumptions=("dp-accounting's float64 rounding is negligible",),
    reference="koskela2020",
    says=replace_one,
    uses=("dp-profile",),
)
