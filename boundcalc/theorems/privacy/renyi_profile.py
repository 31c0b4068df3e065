"""Renyi differential privacy: the best privacy profile that it implies."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ...functions.privacy.renyi_profile import RenyiProfile, tangent
from ...learners import RenyiDP, ZeroConcentratedDP
from ..conditions import NUMBERS
from ..theorem import Condition, Setting, Theorem
from .neighbours import exchanged, replace_one, worst_gamma


def budget(game: Setting) -> sp.Expr:
    """What `RenyiProfile` takes: (alpha, epsilon), or rho, which is 4 rho for two steps of the relation."""
    learner = game.learner
    if isinstance(learner, ZeroConcentratedDP):
        return learner.factor**2 * learner.rho
    return sp.Tuple(learner.alpha, learner.epsilon)


def _bound(game: Setting) -> sp.Expr:
    if isinstance(game.learner, ZeroConcentratedDP):
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
    if not isinstance(learner, RenyiDP | ZeroConcentratedDP) or learner.free_symbols:
        return False
    if isinstance(learner, ZeroConcentratedDP):
        return bool(sp.Rational(1, 10**8) <= learner.rho <= 10**3)
    return bool(sp.Rational(1, 10**8) <= learner.epsilon <= 100 and sp.Rational(1001, 1000) <= learner.alpha <= 1000)


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
        r"replace-one) has $\Delta_\gamma$ of every record at most that at $G = \max(\gamma, 1/\gamma)$. The set of "
        r"tests is convex, so a few tangent planes bound it."
    ),
    as_stated=r"\sup_{D_{\alpha}(b\|a), D_{\alpha}(a\|b) \leq \varepsilon(\alpha)} b - G a",
    expr=_bound,
    conditions=(RENYI_BUDGET, NUMBERS, ORDINARY),
    reference="mironov2017",
    says=replace_one,
    tangents=_tangents,
    uses=("dp-profile",),
)
