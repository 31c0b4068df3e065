"""The chi-square bound on the leakage of a Gaussian mean."""

from __future__ import annotations

import sympy as sp

from ...functions import power
from ..theorem import Setting, Theorem
from .released import CORRELATED, GAUSSIAN_MEAN, correlation, dimension


def _chi_square(game: Setting) -> sp.Expr:
    return power(1 - correlation(game) ** 2, -dimension(game)) - 1


def _bound(game: Setting) -> sp.Expr:
    return sp.sqrt(_chi_square(game)) / 2


THEOREM = Theorem(
    id="mean-gauss-chi2",
    title="Chi-square bound for a Gaussian mean",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq \frac12\sqrt{(1-\rho^2)^{-d}-1}$ for all $n \geq 2$: the chi-square divergence of $P_1$ "
        r"from $P_0$ is $(1-\rho^2)^{-d}-1$."
    ),
    as_stated=r"\frac{1}{2} \sqrt{(1-\rho^2)^{-d}-1}",
    expr=_bound,
    conditions=(GAUSSIAN_MEAN, CORRELATED),
    uses=("chi-square",),
    chi_square=_chi_square,
)
