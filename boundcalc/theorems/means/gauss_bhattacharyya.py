"""The Bretagnolle-Huber bound on the leakage of a Gaussian mean."""

from __future__ import annotations

import sympy as sp

from ...functions import power
from ..theorem import Setting, Theorem
from .released import CORRELATED, GAUSSIAN_MEAN, correlation, dimension


def _bound(game: Setting) -> sp.Expr:
    d, rho = dimension(game), correlation(game)
    return sp.sqrt(1 - power(1 - rho**2, d / 2))


THEOREM = Theorem(
    id="mean-gauss-bhattacharyya",
    title="Bretagnolle-Huber bound for a Gaussian mean",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq \sqrt{1-(1-\rho^2)^{d/2}}$ for all $n \geq 2$: $\sqrt{1-e^{-I}}$ with the mutual "
        r"information $I = -\frac d2 \ln(1-\rho^2)$."
    ),
    as_stated=r"\sqrt{1-(1-\rho^2)^{d/2}}",
    expr=_bound,
    conditions=(GAUSSIAN_MEAN, CORRELATED),
    uses=("information",),
)
