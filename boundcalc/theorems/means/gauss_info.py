"""The information bound on the leakage of a Gaussian mean."""

from __future__ import annotations

import sympy as sp

from ..theorem import Setting, Theorem
from .released import CORRELATED, GAUSSIAN_MEAN, correlation, dimension


def _information(game: Setting) -> sp.Expr:
    return -dimension(game) * sp.log(1 - correlation(game) ** 2) / 2


def _bound(game: Setting) -> sp.Expr:
    d, rho = dimension(game), correlation(game)
    return sp.sqrt(-d * sp.log(1 - rho**2)) / 2


THEOREM = Theorem(
    id="mean-gauss-info",
    title="Information bound for a Gaussian mean",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq \frac12\sqrt{-d\ln(1-\rho^2)}$ for all $n \geq 2$: the mutual information of the mean "
        r"and a training point is $-\frac d2 \ln(1-\rho^2)$, and Pinsker."
    ),
    as_stated=r"\frac{1}{2} \sqrt{-d \ln(1-\rho^2)}",
    expr=_bound,
    conditions=(GAUSSIAN_MEAN, CORRELATED),
    uses=("information",),
    information=_information,
)
