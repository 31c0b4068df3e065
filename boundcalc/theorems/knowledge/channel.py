"""T-PARTIAL through a finite channel, exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...functions import ChannelShare
from ...laws.channel import Channel
from ...numeric.kinds import Array
from ..conditions import WORST_CASE
from ..theorem import CHANNEL, Condition, LogRatios, Setting, Theorem

FINITE_CHANNEL = Condition("what is seen has finitely many values", lambda game: isinstance(game.knows, Channel))


def total(game: Setting) -> sp.Expr:
    """Delta of the worst procedure: the sum over what can be seen."""
    columns = game.knows.columns(game.law)  # type: ignore[union-attr]
    tables = (sp.Tuple(*(sp.Tuple(*pair) for pair in column)) for column in columns)
    return sp.Add(*(ChannelShare(game.n, game.gamma, table) for table in tables))


def _sampler(game: Setting, z: Any) -> LogRatios:
    """The counts of the records, and what is seen of one of them or of a fresh one."""
    rows = dict(game.knows.rows)  # type: ignore[union-attr]
    labels, seen = list(game.law.labels), list(dict.fromkeys(s for row in rows.values() for s, _ in row))
    masses = np.array([float(mass) for mass in game.law.mass_exprs()])
    chances = np.array([[float(dict(rows[label]).get(s, 0)) for s in seen] for label in labels])
    place, n = None if z is None else labels.index(z), int(game.n)

    def log_ratios(rng: np.random.Generator, count: int, member: bool) -> Array:
        target = rng.choice(len(labels), count, p=masses) if place is None else np.full(count, place)
        counts = rng.multinomial(n - member, masses, count)
        if member:
            counts[np.arange(count), target] += 1
        told = (rng.random(count)[:, None] > chances[target].cumsum(axis=1)[:, :-1]).sum(axis=1)
        with np.errstate(divide="ignore"):
            return np.log((counts * chances[:, told].T).sum(axis=1) / n) - np.log(masses @ chances[:, told])

    return log_ratios


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
    sampler=_sampler,
)
