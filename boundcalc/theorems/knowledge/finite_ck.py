"""The diversity bound of a known table."""

from __future__ import annotations

import sympy as sp

from ...functions import DiversityConstant
from ..conditions import KNOWN_TABLE
from ..theorem import Condition, Setting, Theorem
from .finite import everybody


def _expr(game: Setting) -> sp.Expr:
    size, n = game.law.size, game.n
    bound = DiversityConstant(game.law.frequencies) / (2 * sp.sqrt(n)) * sp.sqrt((size - n) / (size - 1))
    return bound if everybody(game) else bound * size / (size - n)


THEOREM = Theorem(
    id="finite-ck",
    title="Diversity bound of a known table",
    kind="upper",
    label="proved",
    statement=(
        r"A simple random sample of $n$ of $N$ known records, $C_K = \sum_j \sqrt{p_j(1-p_j)}$, $p_j = M_j/N$: for "
        r"every learner and every $\gamma$ $\Delta_\gamma \leq \frac{C_K}{2\sqrt n}\sqrt{\frac{N-n}{N-1}}$ for an "
        r"outsider drawn from everybody, and $N/(N-n)$ times that for one drawn from the records left out."
    ),
    as_stated=r"\frac{C_K}{2\sqrt{n}} \sqrt{\frac{N-n}{N-1}}",
    says=lambda game: bool(everybody(game)),
    expr=_expr,
    conditions=(KNOWN_TABLE, Condition("N >= 2", lambda game: game.law.size >= 2)),
    uses=("finite", "sandwich-upper"),
)
