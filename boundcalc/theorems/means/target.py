"""The leakage of one record through a Gaussian mean, to first order."""

from __future__ import annotations

import sympy as sp

from ...functions import NormalCDF
from ...numeric.kinds import Record
from ..theorem import Setting, Theorem
from .gauss import mahalanobis


def target_limit(game: Setting, z: Record) -> sp.Expr:
    """2 Phi(||S^{-1/2}(z-m)||/(2 sqrt n)) - 1."""
    return 2 * NormalCDF(mahalanobis(game, z) / (2 * sp.sqrt(game.n))) - 1


THEOREM = Theorem(
    id="mean-target",
    title="Leakage of one record through a Gaussian mean",
    kind="limit",
    label="limit",
    statement=(
        r"For fixed $d$ the leakage of the record $z$ through a Gaussian mean is $2\Phi(\|S^{-1/2}(z-m)\|/(2\sqrt n)) "
        r"- 1$ to first order: far records are the exposed ones."
    ),
    as_stated=r"2 \Phi\left(\frac{\|S^{-1/2}(z-m)\|}{2 \sqrt{n}}\right) - 1",
    expr=None,
    reference="aubinais2025",
    uses=("mean-gauss",),
    target=target_limit,
)
