"""The trade-off curve: TPR at a small FPR, beside the sorted likelihood ratios in numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "TPR at FPR 1/1000, Zipf(11/10, K), n = 1000, with certain digits"
SIZES = {"full": [100], "quick": [20], "tiny": [5]}


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """The size is K."""

    def ours() -> Any:
        return bc.Game(bc.Zipf("11/10", size), n=1000).tradeoff().tpr("1/1000")

    def peer() -> float:
        from scipy.stats import binom

        n, p = 1000, np.arange(1.0, size + 1) ** -1.1
        p /= p.sum()
        b = np.arange(n + 1)[:, None]
        outside, inside = p * binom.pmf(b, n, p), p * binom.pmf(b - 1, n - 1, p)
        order = np.argsort(-(b / (n * p)).ravel())
        fpr, tpr = outside.ravel()[order].cumsum(), inside.ravel()[order].cumsum()
        return float(np.interp(1e-3, fpr, tpr))

    return {"boundcalc": ours, "numpy and scipy, every likelihood ratio": peer}


def truth(size: int) -> Any:
    """Our own enclosure, for the digits of the peer."""
    return bc.Game(bc.Zipf("11/10", size), n=1000).tradeoff().tpr("1/1000")
