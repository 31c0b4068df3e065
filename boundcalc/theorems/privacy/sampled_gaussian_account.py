"""The subsampled Gaussian mechanism by a numerical accountant: sharp, but not certified."""

from __future__ import annotations

from importlib.util import find_spec

import sympy as sp

from ...functions.privacy.account import MAX_STEPS, SampledGaussian
from ...learners import GaussianMechanism
from ..theorem import Condition, Setting, Theorem
from .gaussian_mechanism import GAUSSIAN, SAMPLED
from .neighbours import exchanged, worst_gamma


def _bound(game: Setting) -> sp.Expr:
    learner = game.learner

    def profile(gamma: sp.Expr) -> sp.Expr:
        return SampledGaussian(learner.sigma / learner.sensitivity, learner.sampling, learner.steps, gamma)

    return exchanged(learner, profile, worst_gamma(game))


INSTALLED = Condition(
    "dp-accounting is installed (extra [accounting])", lambda game: find_spec("dp_accounting") is not None, False
)


def _tabulated(game: Setting) -> bool | None:
    """Whether the accountant makes its table in seconds: one step's loss is about 1/(2 s^2) + 9/s, all steps' mean at
    most T ln(1 + q^2 (e^(1/s^2) - 1))."""
    learner = game.learner
    if not isinstance(learner, GaussianMechanism):
        return False
    if learner.free_symbols:
        return None
    if learner.steps > MAX_STEPS:
        return False
    ratio = min(learner.sensitivity / learner.sigma, sp.Integer(1000))
    if (ratio**2 / 2 + 9 * ratio > 20) == True:  # noqa: E712 - a symbolic comparison
        return False
    return learner.steps * sp.log(1 + learner.sampling**2 * (sp.exp(ratio**2) - 1)) <= 200


TABULATED = Condition("the privacy loss is small enough to tabulate", _tabulated, False)

THEOREM = Theorem(
    id="sampled-gaussian-account",
    title="Subsampled Gaussian mechanism, by an accountant",
    kind="upper",
    label="cited",
    certain=False,
    speaks_of="every",
    statement=(
        r"The privacy loss distribution of $T$ Gaussian releases of Poisson samples, discretised pessimistically, "
        r"bounds $E_{\sqrt G}$ for adding or removing a record, $G = \max(\gamma, 1/\gamma)$; $\Delta_\gamma \leq "
        r"(1+\sqrt G)E_{\sqrt G}$. The accountant's rounding is not covered, so the number is not a guarantee."
    ),
    as_stated=r"(1 + \sqrt{G}) E_{\sqrt{G}}",
    expr=_bound,
    conditions=(GAUSSIAN, SAMPLED, INSTALLED, TABULATED),
    assumptions=("dp-accounting's float64 rounding is negligible",),
    reference="koskela2020",
    uses=("dp-profile",),
)
