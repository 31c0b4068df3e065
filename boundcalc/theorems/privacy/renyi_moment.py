"""Renyi differential privacy bounds every attack, by moments of the likelihood ratio."""

from __future__ import annotations

import sympy as sp

from ...functions import ExpOfLog
from ...numeric.sign import compare
from ..theorem import Theorem
from ..unit_interval import at_most_one
from .neighbours import exchanged, replace_one, worst_gamma
from .renyi import RENYI

_LARGEST = sp.Integer(1000)


def moment_bound(alpha: sp.Expr, divergence: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """E_gamma <= (1/alpha)(1 - 1/alpha)^(alpha-1) e^((alpha-1)(D_alpha - ln gamma)), alpha > 1.

    (t - gamma)_+ <= c t^alpha with the least c, attained at t = gamma alpha/(alpha - 1). D_alpha does not fall with
    alpha, so an order beyond 1000 is cut there.
    """
    if compare(alpha, _LARGEST) == 1:
        alpha = _LARGEST
    exponent = (alpha - 1) * (divergence - sp.log(gamma))
    return at_most_one(exponent, lambda: ExpOfLog(exponent + (alpha - 1) * sp.log(1 - 1 / alpha)) / alpha)


THEOREM = Theorem(
    id="renyi-moment",
    title="Renyi differential privacy, by moments",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"An $(\alpha, \varepsilon)$-RDP learner (replace-one) has $\Delta_\gamma \leq "
        r"\frac1\alpha(1-\frac1\alpha)^{\alpha-1} e^{(\alpha-1)(\varepsilon - \ln G)}$, $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\frac{1}{\alpha} (1-\frac{1}{\alpha})^{\alpha-1} e^{(\alpha-1)(\varepsilon - \ln G)}",
    expr=lambda game: exchanged(
        game.learner,
        lambda gamma: moment_bound(game.learner.alpha, game.learner.epsilon, gamma),
        worst_gamma(game),
    ),
    conditions=(RENYI,),
    reference="canonne2020",
    says=lambda game: replace_one(game) and game.learner.alpha <= _LARGEST,
    uses=("cond",),
)
