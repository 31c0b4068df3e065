"""Yeom et al.: Gaussian errors."""

from __future__ import annotations

import sympy as sp

from ..learners import GaussianErrors
from .conditions import BALANCED
from .properties import knows
from .theorem import Condition, Theorem


def error_advantage(ratio: sp.Expr) -> sp.Expr:
    """TV(N(0, 1), N(0, r^2)) = erf(r h) - erf(h), h = sqrt(ln r/(r^2 - 1)); 0 for r = 1."""
    if ratio == 1:
        return sp.S.Zero
    h = sp.sqrt(sp.log(ratio) / (ratio**2 - 1))
    return sp.Abs(sp.erf(ratio * h) - sp.erf(h))


THEOREM = Theorem(
    id="gaussian-errors",
    title="Gaussian errors",
    kind="lower",
    label="cited",
    statement=(
        r"If the error of the prediction is $N(0, \sigma_S^2)$ on members and $N(0, \sigma_D^2)$ on fresh records, "
        r"$r = \sigma_D/\sigma_S$, the best attack on the error alone has advantage $\mathrm{erf}(rh) - "
        r"\mathrm{erf}(h)$, "
        r"$h = \sqrt{\ln r/(r^2-1)}$; so $\Delta_1$ is at least that."
    ),
    as_stated=r"\mathrm{erf}(r h) - \mathrm{erf}(h)",
    expr=lambda game: error_advantage(game.learner.test / game.learner.train),
    conditions=(
        knows(GaussianErrors, "the errors are Gaussian"),
        BALANCED,
        Condition(
            "fresh errors are not smaller than training errors",
            lambda game: (
                _truth(game.learner.test >= game.learner.train) if isinstance(game.learner, GaussianErrors) else False
            ),
        ),
    ),
    reference="yeom2018",
    uses=("dpi",),
)


def _truth(relation: object) -> bool | None:
    return True if relation == sp.true else False if relation == sp.false else None
