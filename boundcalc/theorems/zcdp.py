"""Zero-concentrated differential privacy bounds every attack."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from ..learners import ZeroConcentratedDP
from .information import information_bound
from .properties import knows, worst_gamma
from .renyi import hockey_stick_bound
from .theorem import Theorem


def _bound(game: Any) -> sp.Expr:
    rho, gamma = game.learner.factor**2 * game.learner.rho, worst_gamma(game)
    total_variation = information_bound(rho)
    if gamma == 1 or rho.free_symbols or gamma.free_symbols or rho == 0:
        return total_variation if rho != 0 else sp.S.Zero
    alpha = _order(float(rho), math.log(float(gamma)))
    return sp.Min(total_variation, hockey_stick_bound(alpha, rho * alpha, gamma))


def _order(rho: float, log_gamma: float) -> sp.Rational:
    """A short rational near the best order alpha > 1; every order gives a bound."""

    def exponent(alpha: float) -> float:
        shrink = (alpha - 1) * math.log1p(-1 / alpha) - math.log(alpha)
        return shrink + (alpha - 1) * (rho * alpha - log_gamma)

    low, high = 1 + 1e-6, 2 + 2 * (log_gamma + 1) / rho
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if exponent(a) < exponent(b) else (a, high)
    return sp.Rational(max(1001, round(low * 1000)), 1000)


THEOREM = Theorem(
    id="zcdp",
    title="Zero-concentrated differential privacy",
    kind="upper",
    label="cited",
    statement=(
        r"A $\rho$-zCDP learner has $\Delta_\gamma \leq \min(\sqrt{\rho/2}, \sqrt{1-e^{-\rho}})$, and "
        r"$\Delta_\gamma \leq \frac1\alpha(1-\frac1\alpha)^{\alpha-1} e^{(\alpha-1)(\rho\alpha - \ln\gamma)}$ for "
        r"every $\alpha > 1$ "
        r"and $\gamma \geq 1$."
    ),
    as_stated=r"\min(\sqrt{\rho/2}, \sqrt{1-e^{-\rho}})",
    expr=_bound,
    conditions=(knows(ZeroConcentratedDP, "the learner is zero-concentrated differentially private"),),
    reference="bun2016",
    uses=("renyi",),
)
