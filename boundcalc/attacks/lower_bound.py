"""From the runs of an attack to a lower bound on Delta: choose on one part, evaluate on the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..montecarlo.betting import betting_interval, betting_lower
from ..montecarlo.interval import check_level, float_level
from ..numeric.kinds import Array

CHOOSING = 0.1
"""The share of the runs that chooses the attack."""


@dataclass(frozen=True)
class LowerBound:
    """With probability at least `level` over the runs, Delta (gamma = 1) is at least `lower`."""

    lower: float
    estimate: float
    chosen: int
    route: str
    runs: int
    level: float


def advantage_lower(tpr: ArrayLike, fpr: ArrayLike, level: object, gamma: float = 1.0) -> float:
    r"""A lower bound on Delta_gamma, at confidence `level`, from independent runs of a fixed attack.

    *Proof.* Run r trains on fresh data, and T_r, F_r are the shares of its training points and of fresh points that the
    attack calls members: E T_r = P1(member), E F_r = P0(member). For gamma >= 1, Delta_gamma >= E T - gamma E F, and
    (T_r - gamma F_r + gamma)/(1 + gamma) in [0, 1] goes into `betting_lower`. For gamma < 1 and g = 1/gamma,
    Delta_gamma = E_g(P0||P1) >= E(1 - F) - g E(1 - T), and the same holds with members and others exchanged.
    """
    gain, weight = gains(rates(tpr), rates(fpr), gamma)
    # of rates in [0, 1] only rounding can leave [0, 1]
    lower = betting_lower(np.clip((gain + weight) / (1 + weight), 0.0, 1.0).tolist(), level)
    return max(0.0, (1 + weight) * lower - weight)


def rates(values: ArrayLike) -> Array:
    """An array of rates; ValueError when one lies outside [0, 1]."""
    x = np.asarray(values, dtype=np.float64)
    if not np.all((x >= 0) & (x <= 1)):
        raise ValueError("rates must be in [0, 1]")
    return x


def gains(tpr: Array, fpr: Array, gamma: float) -> tuple[Array, float]:
    """(what each run gains, at most Delta_gamma on average; the weight of what it loses at most)."""
    return (tpr - gamma * fpr, gamma) if gamma >= 1 else ((1 - fpr) - (1 - tpr) / gamma, 1 / gamma)


def point_lower(tpr: ArrayLike, fpr: ArrayLike, at: float, level: object) -> float:
    """A lower bound, at confidence `level`, on the largest true-positive rate of an attack of false-positive rate `at`.

    With L <= P1(member) and U >= P0(member) of the tested attack, each at half of the error: calling members only a
    share min(1, at/U) of what it calls members has a false-positive rate of at most `at`, and keeps that share of L.
    Saying "member" at random with probability `at` gives `at`.
    """
    half = (1 + check_level(level)) / 2
    low = betting_lower(rates(tpr).tolist(), half)
    high = math.nextafter(1 - betting_lower((1 - rates(fpr)).tolist(), half), 2)
    return max(at, low if high <= at else math.nextafter(low * at / high * (1 - 1e-15), 0))


def known_lower(tpr: ArrayLike, fpr_bound: float, level: object) -> float:
    """The same when a theorem bounds the false-positive rate of the attack: E TPR - bound <= Delta (T-OVER)."""
    return max(0.0, betting_lower(rates(tpr).tolist(), level) - fpr_bound)


def certify(
    tpr: ArrayLike, fpr: ArrayLike, level: object = "0.999", fpr_bounds: Sequence[float] | None = None
) -> LowerBound:
    """The lower bound on Delta from `tpr[r, a]` and `fpr[r, a]`, runs r, candidate attacks a fixed beforehand.

    The first tenth of the runs chooses the attack, and whether its false-positive rate is measured or, where
    `fpr_bounds[a]` holds by a theorem, known; the other runs evaluate that choice alone.

    Raises ValueError for fewer than 10 runs or rates outside [0, 1].

    >>> certify(np.ones((150, 1)), np.zeros((150, 1))).lower > 0.88
    True
    """
    tpr, fpr = rates(tpr), rates(fpr)
    if tpr.ndim != 2 or tpr.shape != fpr.shape or len(tpr) < 10:
        raise ValueError(f"tpr and fpr must be tables of at least 10 runs, got shapes {tpr.shape}, {fpr.shape}")
    first = max(1, int(len(tpr) * CHOOSING))
    rest = len(tpr) - first
    choices: list[tuple[float, int, str]] = []
    for a in range(tpr.shape[1]):
        t, f = float(tpr[:first, a].mean()), float(fpr[:first, a].mean())
        choices.append((advantage_lower([t] * rest, [f] * rest, level), a, "measured"))
        if fpr_bounds is not None:
            choices.append((known_lower([t] * rest, float(fpr_bounds[a]), level), a, "bounded"))
    _, chosen, route = max(choices, key=lambda choice: (choice[0], -choice[1]))
    judged = tpr[first:, chosen], fpr[first:, chosen]
    if route == "measured" or fpr_bounds is None:
        lower = advantage_lower(*judged, level)
    else:
        lower = known_lower(judged[0], float(fpr_bounds[chosen]), level)
    return LowerBound(
        lower, float((judged[0] - judged[1]).mean()), chosen, route, len(tpr), float_level(check_level(level))
    )


def mean_interval(values: ArrayLike, level: object = "0.99") -> tuple[float, float]:
    """An interval for the mean of independent rates in [0, 1]."""
    return betting_interval(rates(values).tolist(), level)
