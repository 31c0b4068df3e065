"""Ridge regression with p/n -> c."""

from __future__ import annotations

import sympy as sp

from ...functions.least_squares.limit import PlanarGaussian
from ..theorem import Theorem
from .conditions import RIDGE, ratio


def ridge_limit(c: sp.Expr, level: sp.Expr, gamma: sp.Expr, signal: sp.Expr = sp.S.Zero) -> sp.Expr:
    """The divergence for p/n -> c and penalty n * level; `signal`: |theta|^2/sigma^2."""
    # Marchenko-Pastur: m and m2 are the integrals of 1/(x + level) and 1/(x + level)^2
    base = 1 - c + level
    root = sp.sqrt(base**2 + 4 * c * level)
    m = 2 / (base + root)
    m2 = 2 * (1 + (base + 2 * c) / root) / (base + root) ** 2
    h = c * m / (1 + c * m)
    spread = c * (m - level * m2) + level**2 * m2 * signal
    return PlanarGaussian(1 + (1 - h) ** 2 + h**2 / spread, (1 - h) ** 2, gamma)


THEOREM = Theorem(
    id="ols-ridge",
    title="Ridge regression with many features",
    kind="limit",
    label="heuristic",
    statement=(
        r"For $p/n \to c$ and penalty $n\lambda$, in $(y - x'\theta, x'(t - \theta))$ members and outsiders look like "
        r"centred normal pairs with $\mathrm{tr} = 1 + (1-h)^2 + h^2/v$ and $\det = (1-h)^2$ for "
        r"$\Sigma_0^{-1}\Sigma_1$, $h = cm/(1+cm)$, $v = c(m - \lambda m_2) + \lambda^2 m_2|\theta|^2/\sigma^2$, $m$ "
        r"and $m_2$ the Marchenko-Pastur integrals of $1/(x+\lambda)$ and $1/(x+\lambda)^2$. The divergence of these "
        r"is a lower bound in the limit; that nothing more leaks is heuristic."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_1), \mathcal{N}(0, \Sigma_0))",
    expr=lambda game: ridge_limit(ratio(game), game.learner.penalty / game.n, game.gamma, game.law.signal),
    conditions=(RIDGE,),
    remark="without coefficients (pure noise) no penalty removes the leak: Delta tends to a positive limit",
    uses=("ols-limit",),
)
