"""The subsampled Gaussian mechanism by Renyi moments: certified."""

from __future__ import annotations

import math

import sympy as sp

from ..conditions import NUMBERS
from ..theorem import Setting, Theorem
from .gaussian_mechanism import GAUSSIAN, SAMPLED
from .neighbours import exchanged, worst_gamma
from .renyi_moment import moment_bound

_ORDERS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64)


def moment(alpha: int, sampling: sp.Expr, sigma: sp.Expr) -> sp.Expr:
    """E_Q (dP/dQ)^alpha of P = (1-q) N(0, s^2) + q N(1, s^2), Q = N(0, s^2), integer alpha, by the binomial formula."""
    terms = (
        sp.binomial(alpha, k)
        * (1 - sampling) ** (alpha - k)
        * sampling**k
        * sp.exp(sp.Integer(k * (k - 1)) / (2 * sigma**2))
        for k in range(alpha + 1)
    )
    return sp.Add(*terms)


def _bound(game: Setting) -> sp.Expr:
    learner = game.learner
    sigma, sampling, steps = learner.sigma / learner.sensitivity, learner.sampling, learner.steps

    def bound(gamma: sp.Expr) -> sp.Expr:
        alpha = _best_order(_float(sampling), _float(sigma), int(steps), _float(gamma))
        divergence = steps * sp.log(moment(alpha, sampling, sigma)) / (alpha - 1)
        return moment_bound(sp.Integer(alpha), divergence, gamma)

    return exchanged(learner, bound, worst_gamma(game))


def _float(x: sp.Expr) -> float:
    """Roughly x, between 1e-100 and 1e100: only to choose an order by."""
    return float(min(max(x, sp.Rational(1, 10**100)), sp.Integer(10) ** 100))


def _best_order(q: float, sigma: float, steps: int, gamma: float) -> int:
    """The listed order with the smallest bound in plain float64; every order gives a bound."""

    def log_bound(alpha: int) -> float:
        logs = [
            math.log(math.comb(alpha, k))
            + (alpha - k) * math.log1p(-q)
            + k * math.log(q)
            + k * (k - 1) / (2 * sigma**2)
            for k in range(alpha + 1)
        ]
        top = max(logs)
        log_moment = steps * (top + math.log(sum(math.exp(x - top) for x in logs)))
        return (alpha - 1) * (math.log1p(-1 / alpha) - math.log(gamma)) - math.log(alpha) + log_moment

    return min(_ORDERS, key=log_bound)


THEOREM = Theorem(
    id="sampled-gaussian",
    title="Subsampled Gaussian mechanism, by moments",
    kind="upper",
    label="cited",
    speaks_of="every",
    statement=(
        r"$T$ Gaussian releases of Poisson samples of rate $q$ (add-remove neighbours, sensitivity 1) have "
        r"$e^{(\alpha-1) D_\alpha} \leq A_\alpha^T$, $A_\alpha = "
        r"\sum_{k=0}^{\alpha}\binom{\alpha}{k}(1-q)^{\alpha-k}q^k e^{k(k-1)/(2\sigma^2)}$, for integers $\alpha \geq "
        r"2$; the relation is used twice to replace a record, so that $\Delta_\gamma$ is at most $1+\sqrt G$ times "
        r"the moment bound at $\sqrt G$, $G = \max(\gamma, 1/\gamma)$."
    ),
    as_stated=r"\frac{1 + \sqrt{G}}{\alpha} (1-\frac{1}{\alpha})^{\alpha-1} G^{-(\alpha-1)/2} A_{\alpha}^{T}",
    expr=_bound,
    conditions=(GAUSSIAN, SAMPLED, NUMBERS),
    reference="mironov2019",
    says=lambda game: game.learner.sensitivity == 1,
    uses=("renyi-moment",),
)
