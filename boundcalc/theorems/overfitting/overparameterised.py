"""Tan et al.: least squares with more features than records."""

from __future__ import annotations

import sympy as sp

from ...learners import OverparameterisedLeastSquares
from ..conditions import BALANCED, knows
from ..theorem import Answer, Condition, Setting, Theorem
from .gaussian_errors import error_advantage


def _variances(game: Setting) -> tuple[sp.Expr, sp.Expr]:
    """s_1^2 and s_0^2."""
    learner = game.learner
    n, p, total, noise = game.n, learner.features, learner.total, learner.noise
    return 1 + noise**2, n / total + (1 - p / total + noise**2) * n / (p - n - 1)


def _room(game: Setting) -> Answer:
    return isinstance(game.learner, OverparameterisedLeastSquares) and game.learner.features > game.n + 1


def _larger(game: Setting) -> Answer:
    if _room(game) == False:  # noqa: E712 - a symbolic comparison
        return False
    member, fresh = _variances(game)
    return member > fresh


def _bound(game: Setting) -> sp.Expr:
    member, fresh = _variances(game)
    return error_advantage(sp.sqrt(member / fresh))


THEOREM = Theorem(
    id="overparameterised",
    title="Over-parameterised least squares",
    kind="lower",
    label="heuristic",
    statement=(
        r"Minimum-norm least squares on $p$ of $D$ Gaussian features, $p > n+1$: predictions at members have variance "
        r"$s_1^2 = 1+\sigma^2$, at fresh points about $s_0^2 = n/D + (1-p/D+\sigma^2)\,n/(p-n-1)$; with $r = s_1/s_0 "
        r"> 1$ the best attack on the prediction has advantage $2[\Phi(rk)-\Phi(k)]$, $k = \sqrt{2\ln r/(r^2-1)}$."
    ),
    as_stated=r"2 (\Phi(r k) - \Phi(k))",
    expr=_bound,
    conditions=(
        knows(OverparameterisedLeastSquares, "minimum-norm least squares on some of D Gaussian features"),
        BALANCED,
        Condition("p > n + 1", _room),
        Condition("s_1 > s_0", _larger),
    ),
    assumptions=("predictions at fresh points are treated as normal",),
    reference="tan2022",
    uses=("gaussian-errors",),
)
