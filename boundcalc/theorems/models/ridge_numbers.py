"""Ridge regression with any spectrum: two numbers give what its prediction leaks."""

from __future__ import annotations

import sympy as sp

from ...functions.least_squares.limit import PlanarGaussian, PlanarGaussianTest
from ...learners import RidgeFit
from ..theorem import Condition, Setting, Theorem


def shape(game: Setting) -> tuple[sp.Expr, sp.Expr]:
    """Trace and determinant of the members' covariance against the outsiders'."""
    h, v = game.learner.degrees / game.n, game.learner.excess
    return 1 + (1 - h) ** 2 + h**2 / v, (1 - h) ** 2


def rates(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(FPR, TPR) of the test LR > t."""
    fpr, tpr = (PlanarGaussianTest(*shape(game), t, member) for member in (0, 1))
    return fpr, tpr


THEOREM = Theorem(
    id="ridge-numbers",
    title="Ridge regression with any spectrum, by its prediction",
    kind="lower",
    label="limit",
    statement=(
        r"Many Gaussian features of any covariance, $p/n \to c$: let $h$ be the effective degrees of freedom over $n$ "
        r"and $v$ the excess test error over the noise variance. In $(y - x'\theta, x'(t - \theta))$ members and "
        r"outsiders are in the limit centred normal pairs with $\mathrm{tr} = 1 + (1-h)^2 + h^2/v$ and $\det = "
        r"(1-h)^2$ for $\Sigma_0^{-1}\Sigma_1$; the divergence of these is what the attack on the prediction gains: "
        r"in the limit no less leaks. For a covariance that is no multiple of the identity the "
        r"coefficients leak more: $x'S^{-1}t$ tells besides."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_1), \mathcal{N}(0, \Sigma_0))",
    expr=lambda game: PlanarGaussian(*shape(game), game.gamma),
    conditions=(
        Condition(
            "the degrees of freedom and the test error of a ridge regression are known",
            lambda game: isinstance(game.learner, RidgeFit) and not game.learner.kernel,
        ),
    ),
    assumptions=("Gaussian features and noise",),
    uses=("ols-ridge",),
    roc=rates,
)
