"""Least squares released with noise, p/n -> c."""

from __future__ import annotations

import sympy as sp

from ...functions.least_squares.limit import PlanarGaussian
from ..theorem import Theorem
from .conditions import MORE_DATA, NOISY, ratio


def noise_limit(c: sp.Expr, noise: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """The divergence for p/n -> c and a noise vector of squared length `noise` in standard units."""
    kappa = c / (1 - c)
    return PlanarGaussian(1 + (c + noise) / (kappa + noise), (c + noise - c**2) / (kappa + noise), gamma)


THEOREM = Theorem(
    id="ols-noise",
    title="Least squares released with noise",
    kind="limit",
    label="heuristic",
    statement=(
        r"For $p/n \to c$ and an added noise vector of squared length $s^2$ in standard units, $(y, x't)$ is "
        r"$\mathcal{N}(0, \left(\begin{smallmatrix}1&c\\c&c+s^2\end{smallmatrix}\right))$ for members and "
        r"$\mathcal{N}(0, \mathrm{diag}(1, \kappa + s^2))$ for outsiders, $\kappa = c/(1-c)$. Their divergence is a "
        r"lower bound in the limit; that nothing more leaks is heuristic."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_1), \mathcal{N}(0, \Sigma_0))",
    expr=lambda game: noise_limit(ratio(game), game.learner.noise, game.gamma),
    conditions=(NOISY, MORE_DATA),
    uses=("ols-limit",),
)
