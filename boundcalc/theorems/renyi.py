"""Renyi differential privacy bounds every attack."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..learners import RenyiDP
from .information import information_bound
from .properties import exchanged, knows, worst_gamma
from .theorem import Theorem


def hockey_stick_bound(alpha: sp.Expr, divergence: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """E_gamma <= (1/alpha)(1 - 1/alpha)^(alpha-1) e^((alpha-1)(D_alpha - ln gamma)), alpha > 1: (t - gamma)_+ <= c "
    "t^alpha."""
    return (1 - 1 / alpha) ** (alpha - 1) / alpha * sp.exp((alpha - 1) * (divergence - sp.log(gamma)))


def renyi_bound(alpha: sp.Expr, divergence: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """The best of the moment bound, and, E_gamma being at most the total variation, of Pinsker's (D_1 <= D_alpha),
    Bretagnolle and Huber's, and for alpha >= 2 Cauchy and Schwarz' (chi^2 = e^(D_2) - 1)."""
    bounds = [hockey_stick_bound(alpha, divergence, gamma), information_bound(divergence)]
    if (alpha >= 2) == True:  # noqa: E712 - a symbolic comparison
        bounds.append(sp.sqrt(sp.exp(divergence) - 1) / 2)
    return sp.Min(*bounds)


def _bound(game: Any) -> sp.Expr:
    learner = game.learner
    return exchanged(learner, lambda g: renyi_bound(learner.alpha, learner.epsilon, g), worst_gamma(game))


THEOREM = Theorem(
    id="renyi",
    title="Renyi differential privacy",
    kind="upper",
    label="cited",
    statement=(
        r"An $(\alpha, \varepsilon)$-RDP learner has $\Delta_\gamma \leq "
        r"\frac1\alpha(1-\frac1\alpha)^{\alpha-1} e^{(\alpha-1)(\varepsilon - \ln\gamma)}$ for $\gamma \geq 1$, and "
        r"also "
        r"$\Delta_\gamma \leq \min(\sqrt{\varepsilon/2}, \sqrt{1-e^{-\varepsilon}})$, and "
        r"$\tfrac12\sqrt{e^\varepsilon-1}$ for "
        r"$\alpha \geq 2$."
    ),
    as_stated=r"\frac{1}{\alpha} (1-\frac{1}{\alpha})^{\alpha-1} e^{(\alpha-1)(\epsilon - \ln \gamma)}",
    expr=_bound,
    conditions=(knows(RenyiDP, "the learner is Renyi differentially private"),),
    reference="canonne2020",
    uses=("cond", "information", "chi-square"),
)
