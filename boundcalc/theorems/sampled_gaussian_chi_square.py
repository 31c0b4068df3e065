"""The subsampled Gaussian mechanism by its chi-square divergence: certified."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .gaussian_mechanism import GAUSSIAN, SAMPLED
from .properties import exchanged, worst_gamma
from .theorem import Theorem


def _bound(game: Any) -> sp.Expr:
    learner = game.learner
    one_step = learner.sampling**2 * (sp.exp((learner.sensitivity / learner.sigma) ** 2) - 1)
    return exchanged(learner, lambda gamma: sp.sqrt((1 + one_step) ** learner.steps - 1) / 2, worst_gamma(game))


THEOREM = Theorem(
    id="sampled-gaussian-chi-square",
    title="Subsampled Gaussian mechanism, by chi-square",
    kind="upper",
    label="cited",
    statement=(
        r"$T$ Gaussian releases of Poisson samples of rate $q$ (add-remove neighbours, sensitivity 1) have "
        r"$\chi^2 \leq (1 + q^2(e^{1/\sigma^2}-1))^T - 1$; the relation is used twice to replace a record, so "
        r"$\Delta_\gamma \leq \tfrac12(1+\sqrt\gamma)\sqrt{\chi^2}$."
    ),
    as_stated=r"\frac{1 + \sqrt{\gamma}}{2} \sqrt{(1 + q^{2} (e^{1/\sigma^{2}} - 1))^{T} - 1}",
    expr=_bound,
    conditions=(GAUSSIAN, SAMPLED),
    reference="mironov2019",
    uses=("chi-square",),
)
