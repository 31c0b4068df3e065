"""The subsampled Gaussian mechanism by its chi-square divergence: certified."""

from __future__ import annotations

import sympy as sp

from ..theorem import Setting, Theorem
from ..unit_interval import at_most_one
from .gaussian_mechanism import GAUSSIAN, SAMPLED


def _bound(game: Setting) -> sp.Expr:
    learner = game.learner
    exponent = (learner.sensitivity / learner.sigma) ** 2

    def bound() -> sp.Expr:
        one_step = learner.sampling**2 * (sp.exp(exponent) - 1)
        growth = learner.steps * sp.log(1 + one_step)
        return at_most_one(growth, lambda: learner.factor * sp.sqrt((1 + one_step) ** learner.steps - 1) / 2)

    return at_most_one(exponent, bound)


THEOREM = Theorem(
    id="sampled-gaussian-chi-square",
    title="Subsampled Gaussian mechanism, by chi-square",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$T$ Gaussian releases of Poisson samples of rate $q$ (add-remove neighbours, sensitivity 1) have "
        r"$\chi^2 \leq (1 + q^2(e^{1/\sigma^2}-1))^T - 1$; the relation is used twice to replace a record, so "
        r"$\Delta_\gamma \leq \sqrt{\chi^2}$, twice the bound on the total variation of one step."
    ),
    as_stated=r"\sqrt{(1 + q^{2} (e^{1/\sigma^{2}} - 1))^{T} - 1}",
    expr=_bound,
    conditions=(GAUSSIAN, SAMPLED),
    reference="mironov2019",
    says=lambda game: game.learner.sensitivity == 1,
    uses=("chi-square",),
)
