"""Least squares with a fixed number of features."""

from __future__ import annotations

import sympy as sp

from ...functions.log_gamma import gamma_ratio
from ..conditions import BALANCED
from ..theorem import Theorem
from .conditions import ESTIMATE, MORE_DATA

THEOREM = Theorem(
    id="ols-fixed-p",
    title="Least squares with few features",
    kind="limit",
    label="limit",
    statement=(
        r"For fixed $p$ and $\gamma = 1$, $\sqrt{n}\,\Delta \to \sqrt{2}\,\Gamma((p+1)/2)/(\pi\Gamma(p/2))$, which is "
        r"$\mathbb{E}|x|\,|y|\,|Z|/2$ for an independent standard normal $Z$."
    ),
    as_stated=r"\frac{\sqrt{2} \Gamma(\frac{p+1}{2})}{\pi \Gamma(\frac{p}{2}) \sqrt{n}}",
    expr=lambda game: sp.sqrt(2) * gamma_ratio((game.law.p + 1) / 2, game.law.p / 2) / (sp.pi * sp.sqrt(game.n)),
    conditions=(ESTIMATE, MORE_DATA, BALANCED),
    uses=("ols-exact",),
)
