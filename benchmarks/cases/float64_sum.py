"""The worst-case Delta of many distinct atoms in float64, beside de Moivre's formula through scipy.stats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "Exact Delta, K distinct atoms, n = 10^9, float64 with its error bound"
SIZES = {"full": [10**6, 10**7], "quick": [10**5], "tiny": [50]}
AIMS = (("scipy.stats.binom.pmf", "time / ours", ">=", 3), ("boundcalc", "correct digits", ">=", 12))
N = 10**9


def weights(size: int) -> Any:
    """Masses of K distinct atoms."""
    return np.random.default_rng(0).random(size)


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """From an array of weights to the number, everything included."""
    w = weights(size)

    def ours(workers: int = 1) -> Any:
        return bc.Game(bc.Categorical(w, normalize=True), n=N).delta(backend="float64", workers=workers)

    def scipy() -> float:
        from scipy.stats import binom

        p = w / w.sum()
        m = np.floor(N * p) + 1
        return float((m / N * (1 - p) * binom.pmf(m, N, p)).sum())

    return {"boundcalc": ours, "boundcalc, 2 workers": lambda: ours(2), "scipy.stats.binom.pmf": scipy}


def truth(size: int) -> Any:
    """In balls where that ends soon; else by the float64 enclosure itself, for the digits of scipy."""
    law = bc.Categorical(weights(size), normalize=True)
    if size <= 10**5:
        return bc.Game(law, n=N).delta(25).value
    return bc.Game(law, n=N).delta(backend="float64").value
