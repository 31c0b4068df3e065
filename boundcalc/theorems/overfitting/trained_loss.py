"""Training until the mean loss is small leaks."""

from __future__ import annotations

import sympy as sp

from ...functions import power
from ...learners import TrainedToLoss
from ...numeric.sign import largest
from ..conditions import knows
from ..theorem import Setting, Theorem
from ..unit_interval import positive_part
from .overfit_density import ball_volume


def _bound(game: Setting) -> sp.Expr:
    learner, gamma = game.learner, game.gamma
    d = learner.dim
    # Markov: the training loss exceeds eps with probability at most eta/eps; then T-OVER, and the best eps.
    eta, peak = learner.eta, learner.peak
    if gamma != 1:
        eta, peak = eta * largest(1, 1 / gamma), peak * largest(1, gamma)
    factor, rest = (2 * eta / (d * peak * ball_volume(d))).as_coeff_Mul()
    best = power(factor, 2 / (d + 2)) * rest ** (2 / (d + 2))
    return positive_part(1 - (1 + 2 / d) * eta / best)


THEOREM = Theorem(
    id="trained-loss",
    title="Training to a small loss leaks",
    kind="lower",
    label="proved",
    statement=(
        r"Squared loss, $y \in \mathbb{R}^d$ with density at most $M$ given $x$, trained until the mean loss is at "
        r"most $\eta$: with $\varepsilon^* = (2\eta/(d M V_d))^{2/(d+2)}$, $\Delta \geq 1 - (1 + "
        r"2/d)\,\eta/\varepsilon^*$, $V_d = \pi^{d/2}/\Gamma(d/2+1)$. For other $\gamma$ replace $M$ by "
        r"$\max(1,\gamma) M$ and $\eta$ by $\max(1, 1/\gamma)\,\eta$."
    ),
    as_stated=(
        r"\max(0, 1 - (1 + \frac{2}{d}) \eta \max(1, 1/\gamma) "
        r"(\frac{2 \eta \max(1, 1/\gamma)}{d M V_{d} \max(1, \gamma)})^{-2/(d+2)})"
    ),
    expr=_bound,
    conditions=(knows(TrainedToLoss, "the mean training loss and the density of y given x are bounded"),),
    assumptions=("squared loss",),
    reference="aubinais2025",
    uses=("overfit-density",),
)
