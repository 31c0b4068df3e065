"""Quantised models with a bounded loss: the exponents from gaps and variances."""

from __future__ import annotations

import sympy as sp

from ...functions import ExpOfLog
from ..conditions import given
from ..theorem import Theorem
from .quantised_exponents import QUANTISED


def least_exponent(gap: sp.Expr, variance: sp.Expr, loss_range: sp.Expr) -> sp.Expr:
    r"""The smallest L of any D in [-B, B] with this mean and variance (Bennett, Hoeffding).

    gap - D is at most b = B + gap; among such laws two points, b with probability q = v/(b^2+v) and -v/b, have
    the largest exponential moments, and their exponent is the relative entropy of t = (b gap + v)/(b^2 + v) from q.
    """
    reach = loss_range + gap
    q = variance / (reach**2 + variance)
    t = (reach * gap + variance) / (reach**2 + variance)
    exponent = t * sp.log(t / q) + (1 - t) * sp.log((1 - t) / (1 - q))
    return sp.Piecewise((sp.oo, sp.Eq(variance, 0)), (exponent, True))


THEOREM = Theorem(
    id="quantised-bennett",
    title="Quantised models, bounded loss",
    kind="upper",
    label="cited",
    statement=(
        r"For losses in an interval of length $B$, $L_k \geq \mathrm{kl}(t_k\|q_k)$ with $b_k = B+\delta_k$, "
        r"$q_k = \sigma_k^2/(b_k^2+\sigma_k^2)$, $t_k = (b_k\delta_k+\sigma_k^2)/(b_k^2+\sigma_k^2)$; so "
        r"$\Delta_\gamma \leq 2\sum_k e^{-n\,\mathrm{kl}(t_k\|q_k)}$."
    ),
    as_stated=r"2 \sum_{k} e^{-n\,\mathrm{kl}(t_{k}, q_{k})}",
    expr=lambda game: (
        2
        * sp.Add(
            *(
                ExpOfLog(-game.n * least_exponent(gap, variance, game.learner.loss_range))
                for gap, variance in zip(game.learner.gaps, game.learner.variances, strict=True)
            )
        )
    ),
    conditions=(
        QUANTISED,
        given("gaps", "gaps and variances are known"),
        given("loss_range", "the losses are bounded"),
    ),
    reference="hoeffding1963",
    uses=("quantised-exponents",),
)
