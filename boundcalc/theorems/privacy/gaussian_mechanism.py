"""The Gaussian mechanism, exactly."""

from __future__ import annotations

import sympy as sp

from ...functions.privacy.gdp import gaussian_profile
from ...learners import GaussianMechanism
from ..conditions import knows
from ..theorem import Condition, Setting, Theorem
from .neighbours import replace_one, worst_gamma

GAUSSIAN = knows(GaussianMechanism, "the data are seen through Gaussian noise")


def _bound(game: Setting) -> sp.Expr:
    return gaussian_profile(game.learner.factor * game.learner.mu, worst_gamma(game))


THEOREM = Theorem(
    id="gaussian-mechanism",
    title="Gaussian mechanism",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$T$ adaptive releases with $N(0, \sigma^2 I)$ noise and sensitivity $c$ are $\mu$-GDP with $\mu = \sqrt T "
        r"c/\sigma$, exactly (replace-one): $\Delta_\gamma \leq \Phi(\mu/2 - \ln G/\mu) - G\,\Phi(-\mu/2 - \ln "
        r"G/\mu)$, $G = \max(\gamma, 1/\gamma)$; for $\gamma = 1$ and $c = 1$, $\Delta \leq \mathrm{erf}(\sqrt "
        r"T/(2\sqrt2\sigma))$."
    ),
    as_stated=r"\Phi(\mu/2 - \ln G/\mu) - G \Phi(-\mu/2 - \ln G/\mu)",
    expr=_bound,
    conditions=(GAUSSIAN, Condition("no subsampling", lambda game: getattr(game.learner, "sampling", None) == 1)),
    reference="dong2022",
    says=replace_one,
    uses=("gdp",),
)
SAMPLED = Condition("subsampled", lambda game: getattr(game.learner, "sampling", 1) != 1)
"""The mechanism uses Poisson samples."""
