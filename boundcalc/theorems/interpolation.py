"""Exact interpolation of a continuous response leaves no security."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..learners import Interpolator
from .properties import knows
from .theorem import Condition, Theorem


def _continuous(game: Any) -> bool | None:
    response = getattr(game.learner, "response", None)
    if response is not None:
        return bool(response == "continuous")
    if game.law.is_discrete:
        return False
    return getattr(game.law, "has_density", True)


THEOREM = Theorem(
    id="interpolation",
    title="Interpolation leaks everything",
    kind="exact",
    label="proved",
    statement=(
        r"A predictor that fits every training record exactly, $y_i = f(x_i)$, has $\Delta_\gamma = 1$ (security 0) "
        r"for every $n$ "
        r"and $\gamma$ when $y$ has a density given $x$: a fresh $y_0 = f(x_0)$ has probability 0. In classification "
        r"$y$ has "
        r"atoms, a fresh record can be fitted too, and nothing follows."
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
)
