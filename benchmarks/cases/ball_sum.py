"""Thirty certain digits of the worst-case Delta, beside the same formula in mpmath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

import boundcalc as bc

TITLE = "30 certain digits, K distinct atoms, n = 10^9"
SIZES = {"full": [10**5], "quick": [3000], "tiny": [30]}
REPEATS = 3
WEIGHT = 3.0
AIMS = (("mpmath, 30 digits", "time / ours", ">=", 8), ("boundcalc", "correct digits", ">=", 30))
N = 10**9


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """From integer weights to 30 digits."""
    w = np.random.default_rng(0).permutation(np.arange(1, size + 1)) + 10**6

    def ours(workers: int = 1) -> Any:
        return bc.Game(bc.Categorical(w, normalize=True), n=N).delta(30, workers=workers)

    def peer() -> Any:
        with mpmath.workdps(30):
            total, out = mpmath.mpf(int(w.sum())), mpmath.mpf(0)
            for weight in w.tolist():
                p = weight / total
                m = mpmath.floor(N * p) + 1
                out += m / N * mpmath.binomial(N, m) * p**m * (1 - p) ** (N - m + 1)
            return out

    return {"boundcalc": ours, "boundcalc, 2 workers": lambda: ours(2), "mpmath, 30 digits": peer}


def truth(size: int) -> Any:
    """Ten more digits."""
    w = np.random.default_rng(0).permutation(np.arange(1, size + 1)) + 10**6
    return bc.Game(bc.Categorical(w, normalize=True), n=N).delta(40).value
