"""A record that is released is found, and no other."""

from __future__ import annotations

import numpy as np

from ...learners import RandomRecord
from ...numeric.kinds import Array, Record
from ..conditions import BALANCED
from ..theorem import Condition, LogRatios, Setting, Theorem
from .released import CONTINUOUS


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        found = (rng.integers(n, size=size) == 0) & member
        with np.errstate(divide="ignore"):
            return np.where(found, np.inf, np.log(1 - 1 / n))

    return log_ratios


THEOREM = Theorem(
    id="random-record",
    title="One record released",
    kind="exact",
    label="proved",
    statement=r"With a density a released record equals the test point only if it is this record: $\Delta = 1/n$.",
    as_stated=r"\frac{1}{n}",
    expr=lambda game: 1 / game.n,
    conditions=(
        Condition("one record is released", lambda game: isinstance(game.learner, RandomRecord)),
        CONTINUOUS,
        BALANCED,
    ),
    uses=("cond",),
    target=lambda game, z: 1 / game.n,
    sampler=_sampler,
)
