"""The rate of the worst case on power laws."""

from __future__ import annotations

import sympy as sp

from ...functions import PowerLawConstant
from ...laws import Zeta
from ..conditions import BALANCED, WORST_CASE
from ..theorem import Condition, Setting, Theorem


def _rate(game: Setting) -> sp.Expr:
    s, n = game.law.s, game.n
    scale = 1 / sp.zeta(s)
    heavy = scale ** (1 / s) * PowerLawConstant(s) * n ** (1 / s - 1)
    critical = sp.sqrt(scale / (2 * sp.pi * n)) * sp.log(n) / 2
    return sp.Piecewise((heavy, s < 2), (critical, True))


THEOREM = Theorem(
    id="disc-power-law",
    title="Rates on power laws",
    kind="limit",
    label="limit",
    statement=(
        r"For $p_j \sim c j^{-s}$ the worst-case $\Delta$ is of order $n^{-(1-1/s)}$ for $1 < s < 2$, "
        r"$n^{-1/2}\log n$ at $s = 2$ and $n^{-1/2}$ for $s > 2$. First order: $c^{1/s} I(s)\, n^{1/s-1}$ with "
        r"$I(s) = \frac1s\int_0^\infty \tfrac12\mathbb{E}|\mathrm{Pois}(y)-y|\, y^{-1/s-1}\,dy$ for $s<2$, and "
        r"$\sqrt{c/(2\pi n)}\,\tfrac12\log n$ at $s=2$."
    ),
    as_stated=r"c^{\frac{1}{s}} I(s) n^{\frac{1}{s} - 1}",
    expr=_rate,
    conditions=(
        Condition(
            "an infinite power law with s <= 2",
            lambda game: isinstance(game.law, Zeta) and game.law.s <= 2,
        ),
        WORST_CASE,
        BALANCED,
    ),
    says=lambda game: game.law.s < 2,
    uses=("disc-exact", "disc-mad"),
)
