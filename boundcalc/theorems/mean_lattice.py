"""The mean of data on a lattice, exactly."""

from __future__ import annotations

from ..functions import LatticeMean
from ..numeric.exact import to_expr
from .conditions import LATTICE, MEAN
from .theorem import Theorem

THEOREM = Theorem(
    id="mean-lattice",
    title="Mean of lattice data, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the mean of $n$ data on a lattice is released, "
        r"$\Delta_\gamma = \sum_z p_z D_\gamma(\mathrm{law}(z + S_{n-1}), \mathrm{law}(S_n))$, both laws by polynomial powers."
    ),
    as_stated=r"\sum_{z} p_{z} D_{\gamma}(z + S_{n-1}, S_{n})",
    expr=lambda game: LatticeMean(game.law, game.n, game.gamma),
    conditions=(MEAN, LATTICE),
    reference="aubinais2025",
    uses=("cond", "dpi"),
    target=lambda game, z: LatticeMean(game.law, game.n, game.gamma, to_expr(z, "target")),
)
