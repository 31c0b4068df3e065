"""T-REGION for the Hellinger distance: the sharp bound for each gamma, and on the whole curve."""

from __future__ import annotations

import sympy as sp

from ...functions.information.region_hellinger import hellinger_fpr, hellinger_region, hellinger_tpr
from ...learners import HellingerInformation
from ..conditions import knows
from ..theorem import Region, Theorem


def region_hellinger(square: sp.Expr) -> Region:
    """What H^2(P1, P0) <= square says of the curve."""
    return Region(
        lambda gamma: hellinger_region(square, gamma),
        lambda a: hellinger_tpr(square, a),
        lambda b: hellinger_fpr(square, b),
    )


THEOREM = Theorem(
    id="region-hellinger",
    title="Hellinger distance, sharply",
    kind="upper",
    label="proved",
    statement=(
        r"If $H^2(P_1, P_0) = 1 - \int\sqrt{dP_1\,dP_0} \leq x$, every attack has $\sqrt{\mathrm{TPR}\,\mathrm{FPR}} + "
        r"\sqrt{(1-\mathrm{TPR})(1-\mathrm{FPR})} \geq 1-x$. So for $\gamma \geq 1$ $\Delta_\gamma \leq "
        r"\frac12(1-\gamma + \sqrt{(1-\gamma)^2 + 4\gamma (2-x) x})$, and for $\gamma < 1$ "
        r"$\frac{1}{2\gamma}(\gamma - 1 + \sqrt{(1-\gamma)^2 + 4\gamma (2-x) x})$; $\sqrt{(2-x) x}$ at $\gamma = 1$."
    ),
    as_stated=r"\frac{1}{2} (1 - \gamma + \sqrt{(1-\gamma)^2 + 4 \gamma (2-x) x})",
    expr=lambda game: hellinger_region(game.learner.square, game.gamma),
    conditions=(knows(HellingerInformation, "the Hellinger distance of P1 and P0 is bounded"),),
    says=lambda game: game.gamma >= 1,
    reference="harremoes2011",
    uses=("region",),
    region=lambda game: region_hellinger(game.learner.square),
)
