"""Delta as the total variation between the joint law and the product, which dit computes from the table."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any

import boundcalc as bc

TITLE = "K = 3, n = 40: joint law against product through dit"
SIZES = {"full": [40], "quick": [12], "tiny": [4]}
REPEATS = 2  # dit takes long
WEIGHT = 4.0
AIMS = (("dit", "time / ours", ">=", 10_000),)
MASSES = (0.5, 0.3, 0.2)


def contenders(n: int) -> dict[str, Callable[[], Any]]:
    """The size is n."""

    def ours() -> Any:
        return bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=n).delta()

    def peer() -> float:
        import dit
        from dit.divergences import variational_distance

        table: dict[tuple[tuple[int, ...], int], float] = {}
        for a in range(n + 1):
            for b in range(n + 1 - a):
                counts = (a, b, n - a - b)
                chance = float(factorial(n))
                for count, mass in zip(counts, MASSES, strict=True):
                    chance *= mass**count / factorial(count)
                for z in range(3):
                    if counts[z]:
                        table[counts, z] = chance * counts[z] / n
        joint = dit.Distribution(list(table), list(table.values()))
        product = dit.product_distribution(joint, [[0], [1]])
        return float(variational_distance(joint, product))

    return {"boundcalc": ours, "dit": peer}


def truth(n: int) -> Any:
    """Forty digits."""
    return bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=n).delta(40).value
