"""Renyi differential privacy: the best privacy profile that it implies."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ...functions.privacy.renyi_profile import RenyiProfile, ordinary, tangent
from ...learners import RenyiDP, ZeroConcentratedDP
from ..conditions import NUMBERS
from ..theorem import Condition, Setting, Theorem
from .neighbours import exchanged, replace_one, worst_gamma


def budget(game: Setting) -> sp.Expr:
    """What `RenyiProfile` takes: (alpha, epsilon), (rho, xi, delta), or rho, which is 4 rho for two steps of the
    relation."""
    learner = game.learner
    return learner.factor**2 * learner.rho if concentrated(game) else learner.budget


def concentrated(game: Setting) -> bool:
    """Whether it is rho-zCDP, without xi and delta: then group privacy is of rho."""
    return isinstance(game.learner, ZeroConcentratedDP) and game.learner.pure


def _bound(game: Setting) -> sp.Expr:
    if concentrated(game):
        return RenyiProfile(budget(game), worst_gamma(game))
    return exchanged(game.learner, lambda gamma: RenyiProfile(budget(game), gamma), worst_gamma(game))


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    gamma = tangent(budget(game), float(fpr))
    return (gamma, sp.S.One) if replace_one(game) else (gamma, gamma**2, sp.S.One)


RENYI_BUDGET = Condition(
    "the learner is Renyi or zero-concentrated differentially private",
    lambda game: isinstance(game.learner, RenyiDP | ZeroConcentratedDP),
)


def _ordinary(game: Setting) -> bool:
    """Whether floats can look for the best test."""
    learner = game.learner
    return isinstance(learner, RenyiDP | ZeroConcentratedDP) and ordinary(learner.budget)


ORDINARY = Condition("a budget neither too small nor too large to look for tests in floats", _ordinary, False)

THEOREM = Theorem(
    id="renyi-profile",
    title="Best profile of a Renyi budget",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"If $D_\alpha(P\|Q) \leq \varepsilon(\alpha)$ in both orders, every test with false positive rate $a$ and "
        r"true positive rate $b$ has $D_\alpha(b\|a), D_\alpha(a\|b) \leq \varepsilon(\alpha)$ (data processing), "
        r"and $E_\gamma$ is at most the largest $b - \gamma a$ of such tests; two Bernoulli laws attain it. So an "
        r"$(\alpha, \varepsilon)$-RDP or $\rho$-zCDP learner ($\varepsilon(\alpha) = \rho\alpha$ for all $\alpha > 1$; "
        r"replace-one) has $\Delta_\gamma$ of every record at most that at $G = \max(\gamma, 1/\gamma)$; a "
        r"$\delta$-approximately $(\xi, \rho)$-zCDP learner at most $\delta + (1-\delta)$ times that with "
        r"$\varepsilon(\alpha) = \xi + \rho\alpha$. The set of tests is convex, so a few tangent planes bound it."
    ),
    as_stated=r"\sup_{D_{\alpha}(b\|a), D_{\alpha}(a\|b) \leq \varepsilon(\alpha)} b - G a",
    expr=_bound,
    conditions=(RENYI_BUDGET, NUMBERS, ORDINARY),
    reference="mironov2017",
    says=replace_one,
    tangents=_tangents,
    uses=("dp-profile",),
)
