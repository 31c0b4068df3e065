"""The worst case on continuous data: no security at all."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...numeric.kinds import Array, Record
from ..conditions import WORST_CASE
from ..theorem import Condition, LogRatios, Setting, Theorem

CONTINUOUS = Condition(
    "the law has no atoms", lambda game: False if game.law.is_discrete else getattr(game.law, "has_density", True)
)
_MOST = 1 << 20  # training records held at once


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    if n > _MOST:
        raise ValueError(f"n must be at most {_MOST} to simulate the released data, got {n}")

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # A point among the released data is certainly a member, any other certainly not.
        found = np.empty(size, dtype=bool)
        for i in range(size):
            data = np.asarray(game.law.sample(rng, n))
            point = data[0] if member else np.asarray(game.law.sample(rng, 1))[0]
            found[i] = bool(np.any(np.all(data.reshape(n, -1) == np.reshape(point, -1), axis=1)))
            if found[i] and not member:
                raise ValueError(f"float64 is too coarse for draws of {game.law}: different ones become equal")
        return np.where(found, np.inf, -np.inf)

    return log_ratios


THEOREM = Theorem(
    id="continuous-worst",
    title="Continuous data, worst case",
    kind="exact",
    label="proved",
    statement=(
        r"For a law without atoms the worst-case $\Delta_\gamma$ is 1 for every n and $\gamma$: the attack that asks "
        r"whether the test point is among the points of the released empirical law is never wrong."
    ),
    as_stated=r"1",
    expr=lambda game: sp.S.One,
    conditions=(CONTINUOUS, WORST_CASE),
    reference="aubinais2025",
    uses=("worst",),
    target=lambda game, z: sp.S.One,
    roc=lambda game, t: (sp.S.Zero, sp.S.One),
    sampler=_sampler,
)
