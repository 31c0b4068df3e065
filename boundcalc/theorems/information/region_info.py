"""T-REGION for mutual information: the sharp bound for each gamma, and on the whole curve."""

from __future__ import annotations

import sympy as sp

from ...functions.information.region_info import InformationFPR, InformationRegion, InformationTPR
from ...learners import MutualInformation
from ..conditions import knows
from ..theorem import Region, Theorem


def region_info(information: sp.Expr) -> Region:
    """What KL(P1||P0) <= information says of the curve."""
    return Region(
        lambda gamma: InformationRegion(information, gamma),
        lambda a: InformationTPR(information, a),
        lambda b: InformationFPR(information, b),
    )


THEOREM = Theorem(
    id="region-info",
    title="Mutual information, sharply",
    kind="upper",
    label="proved",
    statement=(
        r"If $I(\theta; z_1) \leq I$ nats, every attack has $d(\mathrm{TPR}\|\mathrm{FPR}) \leq I$, $d$ the relative "
        r"entropy of two coins; $\Delta_\gamma(\mathrm{KL} \leq I)$ is the largest $\Delta_\gamma$ that this leaves: "
        r"with $w = e^l-1$, $q = 1/(\gamma l) - 1/w$, $p = q e^l/(1+qw)$, it is $p - \gamma q$ for the $l$ with "
        r"$d(p\|q) = I$ ($\gamma \geq 1$)."
    ),
    as_stated=r"\Delta_{\gamma}(\mathrm{KL} \leq I)",
    expr=lambda game: InformationRegion(game.learner.per_record(game.n), game.gamma),
    conditions=(knows(MutualInformation, "the mutual information is bounded"),),
    reference="harremoes2011",
    uses=("region", "information"),
    region=lambda game: region_info(game.learner.per_record(game.n)),
)
