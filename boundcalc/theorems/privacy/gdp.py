"""Gaussian differential privacy bounds every attack."""

from __future__ import annotations

from ...functions.privacy.gdp import gaussian_profile
from ...learners import GaussianDP
from ..conditions import knows
from ..theorem import Theorem
from .neighbours import replace_one, worst_gamma

THEOREM = Theorem(
    id="gdp",
    title="Gaussian differential privacy",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"A $\mu$-GDP learner (replace-one) has $E_\gamma(P_1\|P_0) \leq \Phi(\mu/2 - \ln\gamma/\mu) - "
        r"\gamma\,\Phi(-\mu/2 - \ln\gamma/\mu)$; $\Delta_\gamma$ is at most that at $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\Phi(\mu/2 - \ln G/\mu) - G \Phi(-\mu/2 - \ln G/\mu)",
    expr=lambda game: gaussian_profile(game.learner.factor * game.learner.mu, worst_gamma(game)),
    conditions=(knows(GaussianDP, "the learner is Gaussian differentially private"),),
    reference="dong2022",
    says=replace_one,
    uses=("fdp",),
)
