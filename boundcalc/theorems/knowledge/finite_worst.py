"""No learner leaks more of a known table than the worst case, whose value is known."""

from __future__ import annotations

from ..conditions import KNOWN_TABLE, NAMED_LEARNER
from ..theorem import Theorem
from .finite import total

THEOREM = Theorem(
    id="finite-worst",
    title="At most the worst case of a known table",
    kind="upper",
    label="proved",
    statement=(
        r"No procedure that does not look at the order of its records has a larger $\Delta_\gamma$ on a random part of "
        r"a known table than the one that releases the training set, whose value Theorem finite gives."
    ),
    as_stated=r"\sum_{j} \mathbb{E}\left(\frac{T_{j}}{n} - \gamma Q_{j}\right)_+",
    says=lambda game: game.gamma >= 1,
    expr=total,
    conditions=(KNOWN_TABLE, NAMED_LEARNER),
    uses=("finite",),
)
