"""Gaussian differential privacy and the average target."""

from __future__ import annotations

import sympy as sp

from ...functions.privacy.gdp_mix import GaussianMix
from ...learners import GaussianDP, GaussianMechanism
from ..theorem import Condition, Setting, Theorem
from .neighbours import replace_one, worst_gamma


def exchange_mu(game: Setting) -> sp.Expr | None:
    """mu for the exchange of one record; None where it is not known."""
    learner = game.learner
    known = isinstance(learner, GaussianDP) or (isinstance(learner, GaussianMechanism) and learner.sampling == 1)
    return learner.factor * learner.mu if known else None


THEOREM = Theorem(
    id="gdp-mix",
    title="Average target under Gaussian differential privacy",
    kind="upper",
    label="cited",
    statement=(
        r"A $\mu$-GDP learner (replace-one) has, with $L = dP/dQ$ for $P = N(\mu, 1)$ and $Q = N(0, 1)$, $G = "
        r"\max(\gamma, 1/\gamma)$ and every $\kappa \in [0, 1)$, $\Delta_\gamma \leq \kappa + \mathbb{E}_Q\, "
        r"g_\kappa(L)_+$, $g_\kappa(r) = (1-\kappa) r - (G+\kappa) - 2\sqrt{\kappa(G-1+\kappa) r}$: a sum of three "
        r"normal probabilities. For small $\mu$ and $\gamma = 1$ it is $.7966$ of what `gdp` allows for every target; "
        r"this is a bound on their average. That the profile holds at every composition is cited."
    ),
    as_stated=r"\min_{\kappa} (\kappa + \mathbb{E}_Q\, g_{\kappa}(L)_{+})",
    expr=lambda game: GaussianMix(exchange_mu(game), worst_gamma(game)),
    conditions=(
        Condition("the learner is Gaussian differentially private", lambda game: exchange_mu(game) is not None),
    ),
    reference="dong2022",
    says=replace_one,
    uses=("mix", "gdp"),
)
