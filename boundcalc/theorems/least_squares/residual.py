"""The residual attack on least squares."""

from __future__ import annotations

from ...functions.least_squares.residual import ResidualAttack
from ..theorem import Theorem
from .conditions import ESTIMATE, MORE_DATA

THEOREM = Theorem(
    id="ols-residual",
    title="Attack on the residual of least squares",
    kind="lower",
    label="proved",
    statement=(
        r"The residual $y - x't$ of least squares on Gaussian data is $\sigma Z \sqrt{B_1}$ for a member and "
        r"$\sigma Z/\sqrt{B_0}$ for an outsider, $Z$ standard normal, $B_1 \sim \mathrm{Beta}((n-p)/2, p/2)$, "
        r"$B_0 \sim \mathrm{Beta}((n-p+1)/2, p/2)$; what the attack $|y - x't| \leq \tau$ gains is a lower bound on "
        r"$\Delta_\gamma$ for every $\tau$ (here the best for large $n$). For small $p/n$ it is far below."
    ),
    as_stated=r"P_1(|y - x't| \leq \tau) - \gamma P_0(|y - x't| \leq \tau)",
    expr=lambda game: ResidualAttack(game.n, game.law.p, game.gamma),
    conditions=(ESTIMATE, MORE_DATA),
    says=lambda game: game.gamma >= 1,
    uses=("dpi",),
)
