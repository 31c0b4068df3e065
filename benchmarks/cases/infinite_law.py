"""A heavy tail summed to infinity, beside a million terms through scipy.stats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "An infinite law: p_j proportional to j^(-11/10), 20 certain digits"
SIZES = {"full": [10**6], "quick": [10**4], "tiny": [100]}


def contenders(n: int) -> dict[str, Callable[[], Any]]:
    """The size is n."""

    def ours() -> Any:
        return bc.Game(bc.Zeta("11/10"), n=n).delta(20)

    def scipy() -> float:
        from scipy.special import zeta
        from scipy.stats import binom

        p = np.arange(1.0, 10**6 + 1) ** -1.1 / zeta(1.1)
        m = np.floor(n * p) + 1
        return float((m / n * (1 - p) * binom.pmf(m, n, p)).sum())

    return {"boundcalc": ours, "scipy, the first 10^6 atoms": scipy}


def truth(n: int) -> Any:
    """Five more digits."""
    return bc.Game(bc.Zeta("11/10"), n=n).delta(25).value
