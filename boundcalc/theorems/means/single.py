"""The mean of a single record is the record."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...numeric.kinds import Record
from ..theorem import Condition, LogRatios, Setting, Theorem
from .released import CONTINUOUS, PLAIN_MEAN


def _sampler(game: Setting, z: Record) -> LogRatios:
    return lambda rng, size, member: np.full(size, np.inf if member else -np.inf)


THEOREM = Theorem(
    id="mean-single",
    title="Mean of one record",
    kind="exact",
    label="proved",
    statement=r"For $n = 1$ the mean is the training point: with a density $\Delta_\gamma = 1$ for every $\gamma$.",
    as_stated="1",
    expr=lambda game: sp.S.One,
    conditions=(
        Condition("n = 1", lambda game: sp.Eq(game.n, 1)),
        CONTINUOUS,
        PLAIN_MEAN,
    ),
    uses=("cond",),
    target=lambda game, z: sp.S.One,
    roc=lambda game, t: (sp.S.Zero, sp.S.One),
    sampler=_sampler,
)
