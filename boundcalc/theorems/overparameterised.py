"""Tan et al.: least squares with more features than records."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..learners import OverparameterisedLeastSquares
from .conditions import BALANCED
from .gaussian_errors import error_advantage
from .properties import knows
from .theorem import Condition, Theorem


def _ratio(game: Any) -> sp.Expr:
    learner = game.learner
    n, p, total, noise = game.n, learner.features, learner.total, learner.noise
    fresh = n / total + (1 - p / total + noise**2) * n / (p - n - 1)
    return sp.sqrt((1 + noise**2) / fresh)


def _check(test: Any) -> Any:
    def check(game: Any) -> bool | None:
        if not isinstance(game.learner, OverparameterisedLeastSquares):
            return False
        answer = test(game)
        return True if answer == sp.true else False if answer == sp.false else None

    return check


_ROOM = Condition("p > n + 1", _check(lambda game: game.learner.features > game.n + 1))

THEOREM = Theorem(
    id="overparameterised",
    title="Over-parameterised least squares",
    kind="lower",
    label="heuristic",
    statement=(
        r"Minimum-norm least squares on $p$ of $D$ Gaussian features, $p > n+1$: predictions at members have variance "
        r"$s_1^2 = 1+\sigma^2$, at fresh points about $s_0^2 = n/D + (1-p/D+\sigma^2)\,n/(p-n-1)$; with $r = s_1/s_0 "
        r"> 1$ the best "
        r"attack on the prediction has advantage $2[\Phi(rk)-\Phi(k)]$, $k = \sqrt{2\ln r/(r^2-1)}$."
    ),
    as_stated=r"2 (\Phi(r k) - \Phi(k))",
    expr=lambda game: error_advantage(_ratio(game)),
    conditions=(
        knows(OverparameterisedLeastSquares, "minimum-norm least squares on some of D Gaussian features"),
        BALANCED,
        _ROOM,
        Condition(
            "s_1 > s_0",
            _check(lambda game: _ROOM.check(game) is not False and _ratio(game) > 1),
        ),
    ),
    assumptions=("predictions at fresh points are treated as normal",),
    reference="tan2022",
    uses=("gaussian-errors",),
)
