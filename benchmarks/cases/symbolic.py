"""A symbolic game: build, substitute, evaluate; beside SymPy's own Sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

import boundcalc as bc

TITLE = "Symbolic construction over Geometric(q), then q = 1/3 and 20 digits"
SIZES = {"full": [50], "quick": [10], "tiny": [3]}
REPEATS = 3
TERMS = 6


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """The size is n."""
    q, n = sp.Symbol("q", positive=True), sp.Symbol("n", integer=True, positive=True)

    def ours() -> Any:
        expr = bc.Game(bc.Geometric(q), n=n).delta().expr
        return bc.evaluate(expr.subs({q: sp.Rational(1, 3), n: size}), 20)

    def peer() -> Any:
        k = sp.Symbol("k", integer=True, positive=True)
        p = q * (1 - q) ** (k - 1)
        m = sp.floor(n * p) + 1
        term = m / n * sp.binomial(n, m) * p**m * (1 - p) ** (n - m + 1)
        # SymPy does not sum it to infinity, and takes long over each term.
        return sp.Sum(term, (k, 1, TERMS)).subs({q: sp.Rational(1, 3), n: size}).doit().evalf(20)

    return {"boundcalc": ours, f"sympy.Sum, the first {TERMS} terms": peer}


def truth(size: int) -> Any:
    """Thirty digits."""
    return bc.Game(bc.Geometric("1/3"), n=size).delta(30).value
