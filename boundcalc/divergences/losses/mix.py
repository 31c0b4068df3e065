"""T-MIX: what a replace-one guarantee says of the average target, when its whole profile is used."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from flint import arb

from .profile_search import BallProfile
from .suffix_sums import SuffixSums


def mixed(table: SuffixSums | BallProfile, order: arb, kappa: arb) -> arb:
    r"""``kappa + E_Q g(L)_+``, g(r) = (1-kappa) r - (G+kappa) - 2 sqrt(kappa (G-1+kappa) r).

    It bounds Delta_gamma, G = max(gamma, 1/gamma) = `order`, for every kappa in [0, 1).
    """
    cross = kappa * (order - 1 + kappa)
    start = ((cross.sqrt() + order.sqrt()) / (1 - kappa)) ** 2

    return kappa + table.mixture(1 - kappa, order + kappa, 2 * cross.sqrt(), start)


def rough(table: SuffixSums, order: float) -> Callable[[float], float]:
    """kappa -> the bound there, in floats."""
    levels, masses = table.floats
    infinite = float(table.infinite.mid())

    def bound(kappa: float) -> float:
        g = (1 - kappa) * levels - (order + kappa) - 2 * np.sqrt(kappa * (order - 1 + kappa) * levels)
        return float(kappa + np.maximum(g, 0) @ masses + (1 - kappa) * infinite)

    return bound


def best(bound: Callable[[float], float], accuracy: float = 1e-12) -> tuple[float, float]:
    """(kappa, the bound there), about the least; found in floats, and whatever kappa is the bound holds."""
    from scipy.optimize import minimize_scalar

    with np.errstate(invalid="ignore", over="ignore"):  # orders beyond what a float can hold
        plain = bound(0.0)
    if not math.isfinite(plain):
        return 0.0, plain
    # The bound is at least kappa, so that larger ones than the plain bound cannot help.
    found = minimize_scalar(bound, bounds=(0.0, min(plain, 1.0)), method="bounded", options={"xatol": accuracy * plain})
    kappa = float(found.x)
    if 0 < kappa < 1 and math.isfinite(kappa) and (value := bound(kappa)) < plain:
        return kappa, value
    return 0.0, plain


def lowest_line(bound: Callable[[float], float], alpha: float) -> float:
    """The gamma whose line gamma alpha + E_gamma is the lowest, about: `bound`(G) is what bounds Delta_gamma, G =
    max(gamma, 1/gamma), and E_gamma = 1 - gamma + gamma Delta_gamma below 1."""
    from scipy.optimize import minimize_scalar

    def height(log_gamma: float) -> float:
        order = math.exp(abs(log_gamma))
        value = min(bound(order), 1.0)
        return order * alpha + value if log_gamma >= 0 else 1 - (1 - value - alpha) / order

    farthest = 1 - math.log(max(alpha, 1e-300))  # beyond gamma = 1/alpha a line says nothing
    spots = np.linspace(-12.0, farthest, 24)
    heights = [height(x) for x in spots]
    i = int(np.argmin(heights))
    around = float(spots[max(0, i - 1)]), float(spots[min(len(spots) - 1, i + 1)])
    found = minimize_scalar(height, bounds=around, method="bounded", options={"xatol": 1e-7})
    return math.exp(float(found.x if found.fun < heights[i] else spots[i]))
