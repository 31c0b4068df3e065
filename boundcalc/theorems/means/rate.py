"""The first-order constant of a released mean."""

from __future__ import annotations

import sympy as sp

from ..conditions import BALANCED
from ..theorem import Condition, Theorem
from .released import CONTINUOUS, COVARIANCE, PLAIN_MEAN, is_gaussian
from .standard_norm import standard_norm

THEOREM = Theorem(
    id="mean-rate",
    title="Rate of a released mean",
    kind="limit",
    label="heuristic",
    statement=(
        r"$\sqrt n\,\Delta \to \mathbb{E}\|S^{-1/2}(L-m)\|/\sqrt{2\pi}$ for data with an absolutely continuous part "
        r"and moments: a first-order argument. A proof is known for Gaussian data (mean-rate-gauss) and one-hot data "
        r"(disc-ck-limit)."
    ),
    as_stated=r"\frac{\mathbb{E}\|S^{-1/2}(L-m)\|}{\sqrt{2 \pi n}}",
    expr=lambda game: standard_norm(game.law) / sp.sqrt(2 * sp.pi * game.n),
    conditions=(
        PLAIN_MEAN,
        CONTINUOUS,
        COVARIANCE,
        BALANCED,
        Condition("the law is not Gaussian", lambda game: not is_gaussian(game.law), False),
        Condition("the constant is known", lambda game: standard_norm(game.law) is not None, False),
    ),
    reference="aubinais2025",
)
