"""T-OLSLIM: least squares with p/n -> c."""

from __future__ import annotations

import sympy as sp

from ...functions.least_squares.limit import PlanarGaussian, PlanarGaussianTest
from ..theorem import Theorem
from .conditions import ESTIMATE, MORE_DATA, ratio


def limit(c: sp.Expr, gamma: sp.Expr) -> sp.Expr:
    """The limit of Delta_gamma for p/n -> c."""
    return PlanarGaussian(2 - c, (1 - c) ** 2, gamma)


def limit_test(c: sp.Expr, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The limits of (FPR, TPR) of the test LR > t."""
    fpr, tpr = (PlanarGaussianTest(2 - c, (1 - c) ** 2, t, member) for member in (0, 1))
    return fpr, tpr


THEOREM = Theorem(
    id="ols-limit",
    title="Least squares with many features",
    kind="limit",
    label="limit",
    statement=(
        r"When $p/n \to c \in (0,1)$, $\Delta_\gamma$ of the least-squares estimate tends to $D_\gamma(\mathcal{N}(0, "
        r"\left(\begin{smallmatrix}1&c\\c&c\end{smallmatrix}\right)), \mathcal{N}(0, \mathrm{diag}(1, \kappa)))$ in "
        r"$(y, x't)$, $\kappa = c/(1-c)$, and the ROC to that of these two laws. For $\gamma = 1$ it is about "
        r"$\sqrt{c}/\pi$ for small $c$, and $1 - 2\varepsilon\sqrt{\ln(1/\varepsilon)/\pi}$ for $c = 1 - "
        r"\varepsilon$. The error falls like $1/n$ (empirical)."
    ),
    as_stated=r"D_\gamma(\mathcal{N}(0, \Sigma_c), \mathcal{N}(0, \mathrm{diag}(1, \kappa)))",
    expr=lambda game: limit(ratio(game), game.gamma),
    conditions=(ESTIMATE, MORE_DATA),
    remark="security breaks at p ~ n; releasing X'X and X'y as well breaks it at p ~ sqrt(n) (ols-sufficient-limit)",
    uses=("ols-exact",),
    roc=lambda game, t: limit_test(ratio(game), t),
)
