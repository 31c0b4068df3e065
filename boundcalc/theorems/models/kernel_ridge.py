"""Kernel ridge regression, by the numbers of ridge regression."""

from __future__ import annotations

from ...functions.least_squares.limit import PlanarGaussian
from ...learners import RidgeFit
from ..theorem import Condition, Theorem
from .ridge_numbers import rates, shape

THEOREM = Theorem(
    id="kernel-ridge",
    title="Kernel ridge regression, by its prediction",
    kind="limit",
    label="heuristic",
    statement=(
        r"Kernel ridge regression and random features with $h$ effective degrees of freedom over $n$ and relative "
        r"excess $v$ of the test error: about what ridge regression with these numbers leaks at the prediction, "
        r"$\mathrm{tr} = 1 + (1-h)^2 + h^2/v$, $\det = (1-h)^2$. It supposes that all records have about the leverage "
        r"$h$: in low dimension they do not, and the number is neither an upper nor a lower bound."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_1), \mathcal{N}(0, \Sigma_0))",
    expr=lambda game: PlanarGaussian(*shape(game), game.gamma),
    conditions=(
        Condition(
            "the degrees of freedom and the test error of a kernel ridge regression are known",
            lambda game: isinstance(game.learner, RidgeFit) and game.learner.kernel,
        ),
    ),
    uses=("ridge-numbers",),
    roc=rates,
)
