"""A lower confidence bound for few, precious runs: betting against every smaller mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .interval import check_level, log_odds_against

_STAKES = np.array([0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 1.0])
_WEIGHTS = np.array([0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3])  # sum 1: the wealth is 1 before any bet


def betting_lower(values: Sequence[float], level: object = "0.99") -> float:
    r"""A number that is at most the mean mu of independent variables in [0, 1] with probability at least `level`.

    The smallest m that the wealth W(m) = sum_j w_j prod_i (1 + c_j (X_i - m)/m) does not refute: W(m) < 1/(1-level),
    with fixed stakes 0 < c_j <= 1 and weights w_j of sum 1.

    *Proof.* (X_i - m)/m >= -1, so every factor is non-negative, and at m = mu its mean is 1. Hence E W(mu) <= 1 and by
    Markov W(mu) >= 1/(1-level) with probability at most 1-level. W decreases in m, so all smaller m are refuted too.
    When all X_i are 1 the stake c = 1 gives about (1-level)^(1/runs), the best possible. W(mu) is a martingale over
    the runs: by Ville's inequality the bound also holds for a number of runs that the runs themselves decide, as
    under a time budget. Source: Waudby-Smith and Ramdas (2024).

    >>> round(betting_lower([1.0] * 200, "0.999"), 3)
    0.962
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not len(array) or not np.all((array >= 0) & (array <= 1)):
        raise ValueError("values must be a non-empty sequence of numbers in [0, 1]")
    goal = log_odds_against(1 - check_level(level))
    stakes = _STAKES[:, None]
    distinct, times = np.unique(array, return_counts=True)

    def log_wealth(m: float) -> float:
        # 1 - c + c X / m, written so that nothing cancels
        with np.errstate(divide="ignore"):
            logs = np.log(1 - stakes + stakes * (distinct / m)) @ times
        top = float(logs.max())
        return top if top == -math.inf else top + math.log(float(_WEIGHTS @ np.exp(logs - top)))

    low, high = 0.0, float(array.mean())
    if high == 0 or log_wealth(1e-12) < goal:
        return 0.0
    # 1e-9 relative is far more than the rounding of the sum of logarithms, and of X itself, can move the end.
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if log_wealth(max(middle, 1e-12)) >= goal else (low, middle)
    return max(0.0, low * (1 - 1e-9))


def betting_interval(values: Sequence[float], level: object = "0.99") -> tuple[float, float]:
    """The two-sided interval: `betting_lower` for X and for 1 - X, each at error (1-level)/2."""
    half = (1 + check_level(level)) / 2
    array = np.asarray(values, dtype=np.float64)
    high = math.nextafter(1 - betting_lower(1 - array, half), 2)  # type: ignore[arg-type]
    return betting_lower(array, half), min(1.0, high)  # type: ignore[arg-type]
