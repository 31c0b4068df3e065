"""No learner leaks more on discrete data than the worst case, whose value is known."""

from __future__ import annotations

from ...functions import MASS, AtomSum, HockeyStick
from ..conditions import DISCRETE, NAMED_LEARNER
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-worst",
    title="At most the worst case",
    kind="upper",
    label="proved",
    statement=(
        r"No procedure has a larger $\Delta_\gamma$ than the one that releases the empirical law $P_n$; for "
        r"discrete data its value is $\sum_j h_\gamma(n, p_j)$."
    ),
    as_stated=r"\sum_{j} h_{\gamma}(n, p_{j})",
    expr=lambda game: AtomSum(HockeyStick(game.n, MASS, game.gamma), game.law),
    conditions=(DISCRETE, NAMED_LEARNER),
    reference="aubinais2025",
    uses=("worst", "disc-exact"),
)
