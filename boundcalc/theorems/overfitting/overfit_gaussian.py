"""T-OVER with squared loss and Gaussian noise."""

from __future__ import annotations

import sympy as sp

from ...functions import GammaCDF
from ..conditions import given
from ..theorem import Theorem
from .overfit import OVERFITTING, attack_bound


def fresh_fit(epsilon: sp.Expr, noise: sp.Expr, d: sp.Expr) -> sp.Expr:
    """P(|noise Z|^2 <= eps), Z standard normal in R^d: erf(sqrt(eps/2)/noise) for d = 1."""
    if d == 1:
        return sp.erf(sp.sqrt(epsilon / 2) / noise)
    return GammaCDF(d / 2, epsilon / (2 * noise**2))


THEOREM = Theorem(
    id="overfit-gaussian",
    title="Overfitting leaks, Gaussian noise",
    kind="lower",
    label="proved",
    statement=(
        r"For squared loss and $y = f(x) + N(0, \sigma^2 I_d)$, $q(\varepsilon) \leq P(\sigma^2 \chi^2_d \leq "
        r"\varepsilon)$ for every predictor (Anderson's inequality: a centred ball has the largest normal mass); for "
        r"$d = 1$ this is $\mathrm{erf}(\sqrt{\varepsilon/2}/\sigma)$; then overfitting leaks."
    ),
    as_stated=(r"\max(0, 1 - \alpha \max(1, 1/\gamma) - q \max(1, \gamma))"),
    expr=lambda game: attack_bound(
        game.gamma,
        game.learner.alpha,
        fresh_fit(game.learner.epsilon, game.learner.noise, game.learner.dim),
    ),
    conditions=(OVERFITTING, given("noise", "the noise of y given x is Gaussian of known size")),
    assumptions=("squared loss",),
    reference="anderson1955",
    uses=("overfit",),
)
