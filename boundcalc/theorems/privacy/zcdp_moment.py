"""Zero-concentrated differential privacy bounds every attack, by moments of the likelihood ratio."""

from __future__ import annotations

import math

import sympy as sp

from ..theorem import Condition, Setting, Theorem, is_symbolic
from .neighbours import replace_one, worst_gamma
from .renyi_moment import moment_bound
from .zcdp import CONCENTRATED, PURE, replace_one_rho


def _bound(game: Setting) -> sp.Expr:
    rho, gamma = replace_one_rho(game), worst_gamma(game)
    # Only to choose alpha: capped, so that they are ordinary floats.
    alpha = _order(float(max(min(rho, 10**9), sp.Rational(1, 10**9))), float(min(sp.log(gamma), 10**9)))
    return moment_bound(alpha, rho * alpha, gamma)


def _order(rho: float, log_gamma: float) -> sp.Rational:
    """A short rational near the best order alpha > 1; every order gives a bound."""

    def exponent(alpha: float) -> float:
        shrink = (alpha - 1) * math.log1p(-1 / alpha) - math.log(alpha)
        return shrink + (alpha - 1) * (rho * alpha - log_gamma)

    low, high = 1 + 1e-6, min(1000.0, 2 + 2 * (log_gamma + 1) / rho)
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if exponent(a) < exponent(b) else (a, high)
    return sp.Rational(max(1001, round(low * 1000)), 1000)


THEOREM = Theorem(
    id="zcdp-moment",
    title="Zero-concentrated differential privacy, by moments",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"A $\rho$-zCDP learner (replace-one) has $\Delta_\gamma \leq \frac1\alpha(1-\frac1\alpha)^{\alpha-1} "
        r"e^{(\alpha-1)(\rho\alpha - \ln G)}$ for every $\alpha > 1$, $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\frac{1}{\alpha} (1-\frac{1}{\alpha})^{\alpha-1} e^{(\alpha-1)(\rho \alpha - \ln G)}",
    expr=_bound,
    conditions=(
        CONCENTRATED,
        PURE,
        Condition(
            "rho > 0, and numbers to choose alpha by",
            lambda game: not is_symbolic(game) and game.learner.rho > 0,
            hypothesis=False,
        ),
    ),
    reference="bun2016",
    says=replace_one,
    uses=("cond", "renyi-moment"),
)
