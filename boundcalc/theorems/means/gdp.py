"""High dimension: a Gaussian mean is Gaussian differentially private in the limit."""

from __future__ import annotations

import sympy as sp

from ...functions import NormalCDF
from ..theorem import Setting, Theorem
from .released import GAUSSIAN_MEAN, correlation, dimension


def _expr(game: Setting) -> sp.Expr:
    mu, gamma = sp.sqrt(dimension(game)) * correlation(game), game.gamma
    if gamma == 1:
        return 2 * NormalCDF(mu / 2) - 1
    above = NormalCDF(mu / 2 - sp.log(gamma) / mu) - gamma * NormalCDF(-mu / 2 - sp.log(gamma) / mu)
    # The limiting pair is symmetric: Delta at gamma < 1 is Delta at 1/gamma.
    below = NormalCDF(mu / 2 + sp.log(gamma) / mu) - NormalCDF(-mu / 2 + sp.log(gamma) / mu) / gamma
    return sp.Piecewise((above, gamma >= 1), (below, True))


THEOREM = Theorem(
    id="mean-gdp",
    title="Gaussian mean in high dimension",
    kind="limit",
    label="limit",
    statement=(
        r"As $d/n \to \tau$, $\Delta \to 2\Phi(\sqrt\tau/2) - 1$: releasing the mean is like Gaussian differential "
        r"privacy with $\mu = \sqrt{d/n}$ (with noise $\mu = \rho\sqrt d$), at every $\gamma$: $\Delta_\gamma$ is "
        r"about $\Phi(\mu/2 - \ln G/\mu) - G\,\Phi(-\mu/2 - \ln G/\mu)$, $G = \max(\gamma, 1/\gamma)$; the tracing "
        r"threshold is $d \sim n$."
    ),
    as_stated=r"\Phi(\mu/2 - \ln G/\mu) - G \Phi(-\mu/2 - \ln G/\mu)",
    expr=_expr,
    conditions=(GAUSSIAN_MEAN,),
    reference="aubinais2025",
    uses=("mean-gauss",),
)
