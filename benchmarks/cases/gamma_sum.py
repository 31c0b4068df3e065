"""Delta at a general gamma in float64, beside pairs of scipy.stats.binom.sf."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "Delta_gamma, gamma = 3/2 (nu = 2/5), K distinct atoms, n = 1000 K, float64 with its error bound"
SIZES = {"full": [10**6], "quick": [10**5], "tiny": [50]}
AIMS = (("scipy.stats.binom.sf pairs", "time / ours", ">=", 3), ("boundcalc", "correct digits", ">=", 12))


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """From an array of weights to the number, everything included."""
    w, n = np.random.default_rng(0).random(size), 1000 * size

    def ours(workers: int = 1) -> Any:
        law = bc.Categorical(w, normalize=True)
        return bc.Game(law, n=n, nu="2/5").delta(backend="float64", workers=workers)

    def scipy() -> float:
        from scipy.stats import binom

        p = w / w.sum()
        k = np.floor(1.5 * n * p) + 1
        return float((p * (binom.sf(k - 2, n - 1, p) - 1.5 * binom.sf(k - 1, n, p))).sum())

    return {"boundcalc": ours, "boundcalc, 2 workers": lambda: ours(2), "scipy.stats.binom.sf pairs": scipy}


def truth(size: int) -> Any:
    """In balls where that ends soon; else by the float64 enclosure itself, for the digits of scipy."""
    law = bc.Categorical(np.random.default_rng(0).random(size), normalize=True)
    game = bc.Game(law, n=1000 * size, nu="2/5")
    return (game.delta(20) if size <= 1000 else game.delta(backend="float64")).value
