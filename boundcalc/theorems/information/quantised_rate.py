"""Quantised models: the normal approximation of the exponents."""

from __future__ import annotations

import sympy as sp

from ..conditions import given
from ..theorem import Theorem
from .quantised_exponents import QUANTISED

THEOREM = Theorem(
    id="quantised-rate",
    title="Quantised models, rate indicator",
    kind="upper",
    label="heuristic",
    statement=(
        r"To second order $L_k \approx \delta_k^2/(2\sigma_k^2)$, so $\Delta$ is about $2\sum_k "
        r"e^{-n\delta_k^2/(2\sigma_k^2)}$, governed by $r = \min_k \delta_k^2/(2\sigma_k^2)$. Exact when the $D_k$ "
        r"are normal."
    ),
    as_stated=r"2 \sum_{k} e^{-n \delta_{k}^2/(2 \sigma_{k}^2)}",
    expr=lambda game: (
        2
        * sp.Add(
            *(
                sp.Piecewise((0, sp.Eq(variance, 0)), (sp.exp(-game.n * gap**2 / (2 * variance)), True))
                for gap, variance in zip(game.learner.gaps, game.learner.variances, strict=True)
            )
        )
    ),
    conditions=(QUANTISED, given("gaps", "gaps and variances are known")),
    reference="quantised2025",
    uses=("quantised-exponents",),
)
