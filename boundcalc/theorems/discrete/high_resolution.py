"""High resolution: the rate constant of finely quantised continuous data."""

from __future__ import annotations

import sympy as sp

from ...divergences.root_density import RootDensityIntegral
from ...laws import Quantised
from ..conditions import BALANCED, WORST_CASE
from ..theorem import Condition, Theorem

EVEN_CELLS = Condition(
    "a continuous law through cells of one width",
    lambda game: isinstance(game.law, Quantised) and game.law.width is not None,
)


def _expr(game: object) -> sp.Expr:
    law = game.law  # type: ignore[attr-defined]
    root = RootDensityIntegral(law.law, law.edges[0], law.edges[-1])
    return root / sp.sqrt(2 * sp.pi * game.n * law.width)  # type: ignore[attr-defined]


THEOREM = Theorem(
    id="high-resolution",
    title="High resolution",
    kind="limit",
    label="limit",
    statement=(
        r"For cells of width $w$ on the line, $\sqrt{w}\, C_K \to \int \sqrt{f}$ as $w \to 0$ ($f$ the density, the "
        r"integral over the range of the cells), hence $\sqrt{n w}\, \Delta \to \int \sqrt{f}/\sqrt{2\pi}$ as first "
        r"$n \to \infty$ and then $w \to 0$ ($\gamma = 1$, worst case)."
    ),
    as_stated=r"\frac{1}{\sqrt{2 \pi n w}} \int \sqrt{f}",
    expr=_expr,
    conditions=(EVEN_CELLS, WORST_CASE, BALANCED),
    uses=("disc-ck-limit",),
)
