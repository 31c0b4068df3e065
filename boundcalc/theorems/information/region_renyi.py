"""T-REGION for Renyi's divergence of any order: the sharp bound for each gamma, and on the whole curve."""

from __future__ import annotations

import sympy as sp

from ...functions.information.region_renyi import RenyiFPR, RenyiRegion, RenyiTPR
from ...learners import RenyiInformation
from ..conditions import knows
from ..theorem import Region, Theorem


def region_renyi(order: sp.Expr, divergence: sp.Expr) -> Region:
    """What D_order(P1||P0) <= divergence says of the curve."""
    return Region(
        lambda gamma: RenyiRegion(order, divergence, gamma),
        lambda a: RenyiTPR(order, divergence, a),
        lambda b: RenyiFPR(order, divergence, b),
    )


THEOREM = Theorem(
    id="region-renyi",
    title="Renyi information, sharply",
    kind="upper",
    label="proved",
    statement=(
        r"If $D_\alpha(P_1\|P_0) \leq x$, $\alpha > 0$, every attack has $d_\alpha(\mathrm{TPR}\|\mathrm{FPR}) "
        r"\leq x$, $d_\alpha$ the divergence of two coins; $\Delta_\gamma(D_\alpha \leq x)$ is the largest "
        r"$\Delta_\gamma$ that this leaves: for $\gamma \geq 1$ it is $1 - \gamma e^{-x}$ when $\alpha > 1$ and "
        r"$\gamma \leq \frac{\alpha-1}{\alpha} e^x$, else $p - \gamma q$ of the coins with $r = p/q > 1 > s = "
        r"(1-p)/(1-q)$, $\gamma = \frac{\alpha-1}{\alpha} "
        r"(r^\alpha - s^\alpha)/(r^{\alpha-1} - s^{\alpha-1})$ and $d_\alpha(p\|q) = x$; for "
        r"$\gamma < 1$ the same less $1 - \gamma$, over $\gamma$. $\alpha = 1$ is `region-info`."
    ),
    as_stated=r"\Delta_{\gamma}(D_\alpha \leq x)",
    expr=lambda game: RenyiRegion(game.learner.order, game.learner.divergence, game.gamma),
    conditions=(knows(RenyiInformation, "a Renyi divergence of P1 from P0 is bounded"),),
    reference="harremoes2011",
    uses=("region", "region-info"),
    region=lambda game: region_renyi(game.learner.order, game.learner.divergence),
)
