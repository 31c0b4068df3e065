"""The sufficient statistics of least squares, p ~ sqrt n."""

from __future__ import annotations

import sympy as sp

from ..conditions import BALANCED
from ..theorem import Theorem
from .conditions import MORE_DATA, SUFFICIENT

THEOREM = Theorem(
    id="ols-sufficient-limit",
    title="Releasing the Gram matrix",
    kind="limit",
    label="limit",
    statement=(
        r"When $X'X$ and $X'y$ are released and $p^2/n \to \lambda$, $\Delta \to 2\Phi(\sqrt{\lambda/8}) - 1$ "
        r"($\gamma = 1$): security breaks at $p \sim \sqrt{n}$ already, while the estimate alone breaks at $p \sim n$."
    ),
    as_stated=r"\operatorname{erf}(\frac{p}{4\sqrt{n}})",
    expr=lambda game: sp.erf(game.law.p / (4 * sp.sqrt(game.n))),
    conditions=(SUFFICIENT, MORE_DATA, BALANCED),
    remark="security breaks at p ~ sqrt(n) already; the estimate alone breaks at p ~ n (ols-limit)",
    uses=("ols-sufficient",),
)
