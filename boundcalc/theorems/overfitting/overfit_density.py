"""T-OVER with squared loss and a bounded conditional density."""

from __future__ import annotations

import sympy as sp

from ...functions import power
from ...functions.log_gamma import gamma
from ..conditions import given
from ..theorem import Theorem
from .overfit import OVERFITTING, attack_bound


def ball_volume(d: sp.Expr) -> sp.Expr:
    """V_d, the volume of the unit ball in R^d."""
    return sp.pi ** (d / 2) / gamma(d / 2 + 1)


def fresh_fit(epsilon: sp.Expr, density: sp.Expr, d: sp.Expr) -> sp.Expr:
    """M V_d eps^(d/2): at least the probability that a fresh y lies within sqrt(eps) of the prediction."""
    return density * ball_volume(d) * power(epsilon, d / 2)


THEOREM = Theorem(
    id="overfit-density",
    title="Overfitting leaks, bounded density",
    kind="lower",
    label="proved",
    statement=(
        r"For squared loss and $y \in \mathbb{R}^d$ with density at most $M$ given $x$, $q(\varepsilon) \leq M V_d "
        r"\varepsilon^{d/2}$, $V_d = \pi^{d/2}/\Gamma(d/2+1)$, whatever the predictor; then overfitting leaks."
    ),
    as_stated=(r"\max(0, 1 - \alpha \max(1, 1/\gamma) - M V_{d} \varepsilon^{d/2} \max(1, \gamma))"),
    expr=lambda game: attack_bound(
        game.gamma,
        game.learner.alpha,
        fresh_fit(game.learner.epsilon, game.learner.density, game.learner.dim),
    ),
    conditions=(OVERFITTING, given("density", "a bound on the density of y given x is given")),
    assumptions=("squared loss",),
    reference="aubinais2025",
    uses=("overfit",),
    attack=lambda game: (
        fresh_fit(game.learner.epsilon, game.learner.density, game.learner.dim),
        1 - game.learner.alpha,
    ),
)
