"""Two quantised models with normal loss differences, at a gap of order n^(-1/2)."""

from __future__ import annotations

import sympy as sp

from ..conditions import BALANCED
from ..theorem import Setting, Theorem
from .quantised_exponents import QUANTISED
from .quantised_pair import ONE_RIVAL, standard_gap


def _limit(game: Setting) -> sp.Expr:
    return sp.exp(-game.n * standard_gap(game) ** 2 / 2) / sp.sqrt(2 * sp.pi) * sp.sqrt(2 / (sp.pi * game.n))


THEOREM = Theorem(
    id="quantised-local",
    title="Two models, local gap",
    kind="limit",
    label="limit",
    statement=(
        r"Two models with normal $D$: as $n \to \infty$ with $\sqrt n\,\delta/\sigma$ fixed, "
        r"$\Delta \sim \varphi(\sqrt n\,\delta/\sigma)\sqrt{2/(\pi n)}$."
    ),
    as_stated=r"\frac{e^{-n \delta^2/(2 \sigma^2)}}{\sqrt{2 \pi}} \sqrt{\frac{2}{\pi n}}",
    expr=_limit,
    conditions=(QUANTISED, ONE_RIVAL, BALANCED),
    assumptions=("the loss difference is normal",),
    reference="quantised2025",
    uses=("cond",),
)
