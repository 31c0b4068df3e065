"""From the runs of an attack to a lower bound on Delta: choose on one part, evaluate on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..montecarlo.betting import betting_interval, betting_lower
from ..montecarlo.interval import check_level

CHOOSING = 0.1
"""The share of the runs that chooses the attack."""


@dataclass(frozen=True)
class Certificate:
    """With probability at least `level` over the runs, Delta (gamma = 1) is at least `lower`."""

    lower: float
    estimate: float
    chosen: int
    route: str
    runs: int
    level: float


def advantage_lower(tpr: Any, fpr: Any, level: Any) -> float:
    r"""A lower bound, at confidence `level`, on E(TPR - FPR) <= Delta from independent runs.

    *Proof.* Run r trains on fresh data, and T_r, F_r are the shares of its training points and of fresh points that a
    fixed attack calls members. E T_r = P1(member) and E F_r = P0(member), so D_r = T_r - F_r in [-1, 1] has mean at
    most Delta; (1 + D_r)/2 goes into `betting_lower`.
    """
    gain = (1 + np.asarray(tpr, dtype=np.float64) - np.asarray(fpr, dtype=np.float64)) / 2
    return max(0.0, 2 * betting_lower(np.clip(gain, 0.0, 1.0).tolist(), level) - 1)


def known_lower(tpr: Any, fpr_bound: float, level: Any) -> float:
    """The same when a theorem bounds the false-positive rate of the attack: E TPR - bound <= Delta (T-OVER)."""
    return max(0.0, betting_lower(np.asarray(tpr, dtype=np.float64).tolist(), level) - fpr_bound)


def certify(tpr: Any, fpr: Any, level: Any = "0.999", fpr_bounds: Any = None) -> Certificate:
    """The lower bound on Delta from `tpr[r, a]` and `fpr[r, a]`, runs r, candidate attacks a fixed beforehand.

    The first tenth of the runs chooses the attack, and whether its false-positive rate is measured or, where
    `fpr_bounds[a]` holds by a theorem, known; the other runs evaluate that choice alone.

    Raises ValueError for fewer than 10 runs or rates outside [0, 1].

    >>> certify(np.ones((150, 1)), np.zeros((150, 1))).lower > 0.88
    True
    """
    tpr, fpr = (np.asarray(x, dtype=np.float64) for x in (tpr, fpr))
    if tpr.ndim != 2 or tpr.shape != fpr.shape or len(tpr) < 10:
        raise ValueError(f"tpr and fpr must be tables of at least 10 runs, got shapes {tpr.shape}, {fpr.shape}")
    if not all(np.all((x >= 0) & (x <= 1)) for x in (tpr, fpr)):
        raise ValueError("rates must be in [0, 1]")
    first = max(1, int(len(tpr) * CHOOSING))
    rest = len(tpr) - first
    choices: list[tuple[float, int, str]] = []
    for a in range(tpr.shape[1]):
        t, f = float(tpr[:first, a].mean()), float(fpr[:first, a].mean())
        choices.append((advantage_lower([t] * rest, [f] * rest, level), a, "measured"))
        if fpr_bounds is not None:
            choices.append((known_lower([t] * rest, float(fpr_bounds[a]), level), a, "bounded"))
    _, chosen, route = max(choices, key=lambda choice: (choice[0], -choice[1]))
    t, f = tpr[first:, chosen], fpr[first:, chosen]
    if route == "measured":
        lower = advantage_lower(t, f, level)
    else:
        lower = known_lower(t, float(fpr_bounds[chosen]), level)
    return Certificate(lower, float((t - f).mean()), chosen, route, len(tpr), float(check_level(level)))


def mean_interval(values: Any, level: Any = "0.99") -> tuple[float, float]:
    """An interval for the mean of independent rates in [0, 1]."""
    return betting_interval(np.asarray(values, dtype=np.float64).tolist(), level)
