"""Chi-square information bounds the leakage."""

from __future__ import annotations

import sympy as sp

from ...learners import ChiSquareInformation
from ..conditions import knows
from ..theorem import Theorem

THEOREM = Theorem(
    id="chi-square",
    title="Chi-square information",
    kind="upper",
    label="proved",
    statement=(
        r"$\Delta_\gamma \leq \tfrac12\sqrt{\chi^2(P_1\|P_0)}$, by Cauchy and Schwarz. For the empirical law on $K$ "
        r"atoms $\chi^2 = (K-1)/n$."
    ),
    as_stated=r"\frac{1}{2} \sqrt{\chi^{2}}",
    expr=lambda game: sp.sqrt(game.learner.value) / 2,
    conditions=(knows(ChiSquareInformation, "the chi-square divergence of P1 from P0 is bounded"),),
    uses=("sandwich-upper",),
)
