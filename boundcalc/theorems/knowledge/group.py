"""T-GROUP: k records at once."""

from __future__ import annotations

import sympy as sp

from ..conditions import FINITE
from ..theorem import GROUP, Condition, Setting, Theorem


def _chi_square(game: Setting) -> sp.Expr:
    factors = (1 + (game.law.atom_count - 1) / (game.n - i) for i in range(int(game.group)))
    return sp.Mul(*factors) - 1


THEOREM = Theorem(
    id="group",
    title="Several records at once",
    kind="upper",
    label="proved",
    statement=(
        r"$k$ of the $n$ training records at once (a family, a data set) against $k$ fresh ones. For every learner on "
        r"data with $K$ atoms, whatever their masses, the released empirical law has $1 + \chi^2_k = \prod_{i<k} (1 + "
        r"\frac{K-1}{n-i})$, so that $\Delta_\gamma \leq \frac12\sqrt{\chi^2_k}$ for every $\gamma$. For a released "
        r"mean only the sum of the $k$ records matters: for $F$ and $k$ of $n$ it is the game of one of $n/k$ records "
        r"of law $F^{*k}$ ($k$ divides $n$). The information of a release on $k$ records is at most the $k/n$-th part "
        r"of that on all."
    ),
    as_stated=r"\frac{1}{2} \sqrt{\chi^2}",
    expr=lambda game: sp.sqrt(_chi_square(game)) / 2,
    conditions=(
        GROUP,
        FINITE,
        Condition("at most 10000 records at once", lambda game: game.group <= 10**4, hypothesis=False),
    ),
    uses=("worst", "chi-square", "sandwich-upper"),
    chi_square=_chi_square,
)
