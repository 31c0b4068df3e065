"""The total variation of two laws at 50 digits without cut points, beside mpmath that is given them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath

import boundcalc as bc

TITLE = "TV(N(0,1), Cauchy(0,1)): no cut points for us, cut points for mpmath"
SIZES = {"full": [50], "quick": [30], "tiny": [10]}
REPEATS = 9
AIMS = (("mpmath.quad with cut points", "time / ours", ">=", 3), ("boundcalc", "correct digits", ">=", 50))


def expression() -> Any:
    """A fresh one, so that nothing is remembered."""
    return bc.total_variation(bc.Normal(0, 1), bc.Cauchy(0, 1))


def contenders(digits: int) -> dict[str, Callable[[], Any]]:
    """The size is the number of digits."""

    def ours() -> Any:
        return bc.evaluate(expression(), digits)

    def peer() -> Any:
        with mpmath.workdps(digits + 5):

            def difference(x: Any) -> Any:
                return mpmath.npdf(x) - 1 / (mpmath.pi * (1 + x * x))

            # Where the densities cross: found first, as a user would have to.
            cut = mpmath.findroot(difference, 1.85)
            inner = mpmath.findroot(difference, 0.01) if difference(0) < 0 else None
            points = [0, cut, mpmath.inf] if inner is None else [0, inner, cut, mpmath.inf]
            return mpmath.fsum(abs(mpmath.quad(difference, piece)) for piece in pairwise(points))

    return {"boundcalc": ours, "mpmath.quad with cut points": peer}


def truth(digits: int) -> Any:
    """Ten more digits."""
    return bc.evaluate(expression(), digits + 10)
