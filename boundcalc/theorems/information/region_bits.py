"""T-REGION for the size of a model: the sharp bound for each gamma, and on the whole curve."""

from __future__ import annotations

import sympy as sp

from ...functions.information.region_info import InformationRegion
from ..theorem import Setting, Theorem
from .bits import THEOREM as BITS
from .region_info import region_info


def _share(game: Setting) -> sp.Expr:
    """ln M / n nats of information on one record."""
    return sp.sympify(game.learner.log_models) / game.n


THEOREM = Theorem(
    id="region-bits",
    title="Model size, sharply",
    kind="upper",
    label="proved",
    statement=(
        r"A release with at most $M$ values ($b$ bits: $M = 2^b$) has at most $\ln M/n$ nats of information on one "
        r"record, so $\Delta_\gamma \leq \Delta_\gamma(\mathrm{KL} \leq \ln M/n)$, the largest of all pairs of laws "
        r"of that relative entropy, and every attack has $d(\mathrm{TPR}\|\mathrm{FPR}) \leq \ln M/n$."
    ),
    as_stated=r"\Delta_{\gamma}(\mathrm{KL} \leq \ln M/n)",
    expr=lambda game: InformationRegion(_share(game), game.gamma),
    conditions=BITS.conditions,
    uses=("region-info", "bits"),
    region=lambda game: region_info(_share(game)),
)
