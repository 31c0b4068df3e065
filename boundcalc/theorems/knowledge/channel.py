"""T-PARTIAL through a finite channel, exactly."""

from __future__ import annotations

import sympy as sp

from ...functions import ChannelShare
from ...laws.channel import Channel
from ..conditions import WORST_CASE
from ..theorem import CHANNEL, Condition, Setting, Theorem

FINITE_CHANNEL = Condition("what is seen has finitely many values", lambda game: isinstance(game.knows, Channel))


def total(game: Setting) -> sp.Expr:
    """Delta of the worst procedure: the sum over what can be seen."""
    columns = game.knows.columns(game.law)  # type: ignore[union-attr]
    tables = (sp.Tuple(*(sp.Tuple(*pair) for pair in column)) for column in columns)
    return sp.Add(*(ChannelShare(game.n, game.gamma, table) for table in tables))


THEOREM = Theorem(
    id="channel",
    title="What the attacker sees through a channel",
    kind="exact",
    label="proved",
    statement=(
        r"The attacker sees $s$ of its target $z$ with probability $W(s|z)$, fixed without the training data. With "
        r"$w_s = \mathbb{E}W(s|Z)$ and $S_s$ the sum of $W(s|z_i)$ over the $n$ records, the worst-case "
        r"$\Delta_\gamma$ is $\sum_s \mathbb{E}(S_s/n - \gamma w_s)_+$ for $\gamma \geq 1$, and $\sum_s "
        r"\mathbb{E}(w_s - S_s/(\gamma n))_+$ for $\gamma < 1$."
    ),
    as_stated=r"\sum_{s} \mathbb{E}\left(\frac{S_{s}}{n} - \gamma w_{s}\right)_+",
    says=lambda game: game.gamma >= 1,
    expr=total,
    conditions=(CHANNEL, FINITE_CHANNEL, WORST_CASE),
    uses=("worst", "partial"),
)
