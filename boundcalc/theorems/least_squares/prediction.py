"""The attack on the prediction and the response of least squares."""

from __future__ import annotations

from ...functions.least_squares.prediction import PredictionAttack
from ..theorem import Theorem
from .conditions import ESTIMATE, MORE_DATA

THEOREM = Theorem(
    id="ols-prediction",
    title="Attack on the prediction of least squares",
    kind="lower",
    label="proved",
    statement=(
        r"With $l$ the leverage of $x$, the prediction $u = x't$ of least squares on Gaussian data is, in standard "
        r"units and given $y$ and $l$, $N(ly, l(1-l))$ for a member, $l \sim \mathrm{Beta}(p/2, (n-p)/2)$, and "
        r"$N(0, l/(1-l))$ for an outsider, $l \sim \mathrm{Beta}(p/2, (n-p+1)/2)$; what the test of the limit "
        r"$p/n \to c$ gains, $ru - \kappa r^2/2 > \tau$ with $r = y - u$ and $\kappa = p/(n-p)$, is a lower bound on "
        r"$\Delta_\gamma$ for every $\tau$ (here the best for large $n$)."
    ),
    as_stated=r"P_1(ru - \kappa r^2/2 > \tau) - \gamma P_0(ru - \kappa r^2/2 > \tau)",
    expr=lambda game: PredictionAttack(game.n, game.law.p, game.gamma),
    conditions=(ESTIMATE, MORE_DATA),
    says=lambda game: game.gamma >= 1,
    uses=("dpi",),
)
