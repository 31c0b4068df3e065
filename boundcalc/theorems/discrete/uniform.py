"""The uniform law is the most diverse on K atoms."""

from __future__ import annotations

import sympy as sp

from ..conditions import DISCRETE, FINITE
from ..theorem import Theorem

THEOREM = Theorem(
    id="disc-uniform",
    title="Number of atoms",
    kind="upper",
    label="proved",
    statement=(
        r"$C_K \leq \sqrt{K-1}$ with equality iff $P$ is uniform; so $\Delta_\gamma \leq "
        r"\tfrac12\sqrt{(K-1)/n}$."
    ),
    as_stated=r"\frac{\sqrt{K-1}}{2\sqrt{n}}",
    expr=lambda game: sp.sqrt(game.law.atom_count - 1) / (2 * sp.sqrt(game.n)),
    conditions=(DISCRETE, FINITE),
    reference="aubinais2025",
    uses=("disc-ck",),
)
