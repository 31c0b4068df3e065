"""Exact interpolation of a continuous response leaves no security."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...learners import Interpolator
from ...numeric.kinds import Array, Record
from ..conditions import knows
from ..theorem import Condition, LogRatios, Setting, Theorem

_MOST = 1 << 20  # training records held at once


def _continuous(game: Setting) -> bool | None:
    response = getattr(game.learner, "response", None)
    if response is not None:
        return bool(response == "continuous")
    if game.law.is_discrete:
        return False
    return getattr(game.law, "has_density", True)


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    if n > _MOST:
        raise ValueError(f"n must be at most {_MOST} to simulate an interpolator, got {n}")

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # One interpolator stands for all: the nearest neighbour on the line, y standard normal. A record that is
        # fitted exactly is certainly a member, any other certainly not.
        out = np.empty(size)
        step = max(1, _MOST // n)
        for start in range(0, size, step):
            part = min(step, size - start)
            x, y = rng.random((part, n)), rng.standard_normal((part, n))
            point, value = (x[:, 0], y[:, 0]) if member else (rng.random(part), rng.standard_normal(part))
            nearest = np.abs(x - point[:, None]).argmin(axis=1)
            out[start : start + part] = np.where(y[np.arange(part), nearest] == value, np.inf, -np.inf)
        return out

    return log_ratios


THEOREM = Theorem(
    id="interpolation",
    title="Interpolation leaks everything",
    kind="exact",
    label="proved",
    statement=(
        r"A predictor that fits every training record exactly, $y_i = f(x_i)$, has $\Delta_\gamma = 1$ (security 0) "
        r"for every $n$ and $\gamma$ when $y$ has a density given $x$: a fresh $y_0 = f(x_0)$ has probability 0. In "
        r"classification $y$ has atoms, a fresh record can be fitted too, and nothing follows."
    ),
    as_stated="1",
    expr=lambda game: sp.S.One,
    conditions=(
        knows(Interpolator, "every training record is fitted exactly"),
        Condition(
            "y given x has a density (not so in classification: y has atoms, a fresh record can be fitted too)",
            _continuous,
        ),
    ),
    reference="aubinais2025",
    uses=("overfit",),
    target=lambda game, z: sp.S.One,
    roc=lambda game, t: (sp.S.Zero, sp.S.One),
    sampler=_sampler,
)
