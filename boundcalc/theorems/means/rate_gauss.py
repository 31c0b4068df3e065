"""The first-order constant of a Gaussian mean."""

from __future__ import annotations

import sympy as sp

from ..conditions import BALANCED
from ..theorem import Theorem
from .released import GAUSSIAN_MEAN, PLAIN_MEAN
from .standard_norm import standard_norm

THEOREM = Theorem(
    id="mean-rate-gauss",
    title="Rate of a Gaussian mean",
    kind="limit",
    label="limit",
    statement=(
        r"$\sqrt n\,\Delta \to \mathbb{E}\|Z\|/\sqrt{2\pi}$, $Z$ standard Gaussian in $\mathbb{R}^d$, "
        r"$\mathbb{E}\|Z\| = \sqrt2\,\Gamma((d+1)/2)/\Gamma(d/2)$, for fixed $d$."
    ),
    as_stated=r"\frac{\sqrt{2} \Gamma((d+1)/2)}{\Gamma(d/2) \sqrt{2 \pi n}}",
    expr=lambda game: standard_norm(game.law) / sp.sqrt(2 * sp.pi * game.n),
    conditions=(GAUSSIAN_MEAN, PLAIN_MEAN, BALANCED),
    reference="aubinais2025",
    uses=("mean-gauss",),
)
