"""No learner leaks more through a channel than the worst case, whose value is known."""

from __future__ import annotations

from ..conditions import NAMED_LEARNER
from ..theorem import CHANNEL, Theorem
from .channel import FINITE_CHANNEL, total

THEOREM = Theorem(
    id="channel-worst",
    title="At most the worst case through a channel",
    kind="upper",
    label="proved",
    statement=(
        r"No procedure that does not look at the order of its records has a larger $\Delta_\gamma$, for an attacker "
        r"who sees its target through a channel, than the one that releases the training set, whose value "
        r"Theorem channel gives."
    ),
    as_stated=r"\sum_{s} \mathbb{E}\left(\frac{S_{s}}{n} - \gamma w_{s}\right)_+",
    says=lambda game: game.gamma >= 1,
    expr=total,
    conditions=(CHANNEL, FINITE_CHANNEL, NAMED_LEARNER),
    uses=("channel",),
)
