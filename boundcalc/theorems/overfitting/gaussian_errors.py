"""Yeom et al.: Gaussian errors."""

from __future__ import annotations

import sympy as sp

from ...learners import GaussianErrors
from ..conditions import BALANCED, knows
from ..theorem import Condition, Theorem


def error_advantage(ratio: sp.Expr) -> sp.Expr:
    """TV(N(0, 1), N(0, r^2)) = erf(r h) - erf(h), h = sqrt(ln r/(r^2 - 1)); 0 for r = 1."""
    h = sp.sqrt(sp.log(ratio) / (ratio**2 - 1))
    return sp.Piecewise((0, sp.Eq(ratio, 1)), (sp.Abs(sp.erf(ratio * h) - sp.erf(h)), True))


THEOREM = Theorem(
    id="gaussian-errors",
    title="Gaussian errors",
    kind="lower",
    label="cited",
    statement=(
        r"If the error of the prediction is $N(0, \sigma_S^2)$ on members and $N(0, \sigma_D^2)$ on fresh records, $r "
        r"= \sigma_D/\sigma_S$, the best attack on the error alone has advantage $\mathrm{erf}(rh) - "
        r"\mathrm{erf}(h)$, $h = \sqrt{\ln r/(r^2-1)}$; so $\Delta_1$ is at least that."
    ),
    as_stated=r"\mathrm{erf}(r h) - \mathrm{erf}(h)",
    expr=lambda game: error_advantage(game.learner.test / game.learner.train),
    conditions=(
        knows(GaussianErrors, "the errors are Gaussian"),
        BALANCED,
        Condition(
            "fresh errors are not smaller than training errors",
            lambda game: isinstance(game.learner, GaussianErrors) and game.learner.test >= game.learner.train,
        ),
    ),
    reference="yeom2018",
    uses=("dpi",),
)
