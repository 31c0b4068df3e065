"""T-REGION for the chi-square divergence: the sharp bound for each gamma, and on the whole curve."""

from __future__ import annotations

import sympy as sp

from ...functions.information.region_chi2 import chi_square_fpr, chi_square_region, chi_square_tpr
from ...learners import ChiSquareInformation
from ..conditions import knows
from ..theorem import Region, Theorem


def region_chi2(x: sp.Expr) -> Region:
    """What chi^2(P1||P0) <= x says of the curve."""
    return Region(
        lambda gamma: chi_square_region(x, gamma), lambda a: chi_square_tpr(x, a), lambda b: chi_square_fpr(x, b)
    )


THEOREM = Theorem(
    id="region-chi2",
    title="Chi-square information, sharply",
    kind="upper",
    label="proved",
    statement=(
        r"If $\chi^2(P_1\|P_0) \leq x$, every attack has $(\mathrm{TPR} - \mathrm{FPR})^2 \leq x\,\mathrm{FPR}"
        r"(1-\mathrm{FPR})$. So for $\gamma \geq 1$ $\Delta_\gamma \leq \frac12(\sqrt{(\gamma-1)^2+x} - (\gamma-1))$ "
        r"when $x \leq 2\gamma-1$, else $1 - \gamma/(1+x)$; for $\gamma < 1$ "
        r"$\frac{1}{2\gamma}(\sqrt{(1-\gamma)^2+x} - (1-\gamma))$ when $x \leq 2\gamma-1$, else $x/(1+x)$."
    ),
    as_stated=r"\frac{1}{2} (\sqrt{(\gamma-1)^2+x} - (\gamma-1))",
    expr=lambda game: chi_square_region(game.learner.value, game.gamma),
    conditions=(knows(ChiSquareInformation, "the chi-square divergence of P1 from P0 is bounded"),),
    says=lambda game: sp.And(game.gamma >= 1, game.learner.value <= 2 * game.gamma - 1),
    reference="harremoes2011",
    uses=("region", "chi-square"),
    region=lambda game: region_chi2(game.learner.value),
)
