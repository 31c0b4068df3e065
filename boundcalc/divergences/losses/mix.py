"""T-MIX: what a replace-one guarantee says of the average target, when its whole profile is used."""

from __future__ import annotations

import math

import numpy as np
from flint import arb

from .suffix_sums import SuffixSums


def mixed(table: SuffixSums, order: arb, kappa: arb) -> arb:
    r"""``kappa + E_Q g(L)_+``, g(r) = (1-kappa) r - (G+kappa) - 2 sqrt(kappa (G-1+kappa) r).

    It bounds Delta_gamma, G = max(gamma, 1/gamma) = `order`, for every kappa in [0, 1).
    """
    cross = kappa * (order - 1 + kappa)
    start = ((cross.sqrt() + order.sqrt()) / (1 - kappa)) ** 2

    def g(r: arb) -> arb:
        return (1 - kappa) * r - (order + kappa) - 2 * (cross * r).sqrt()

    return kappa + table.mean(g, 1 - kappa, start)


def best(table: SuffixSums, order: float) -> float:
    """A kappa that is about the best; found in floats, and whatever it is the bound holds."""
    from scipy.optimize import minimize_scalar

    levels, masses = table.floats
    infinite = float(table.infinite.mid())

    def rough(kappa: float) -> float:
        g = (1 - kappa) * levels - (order + kappa) - 2 * np.sqrt(kappa * (order - 1 + kappa) * levels)
        return float(kappa + np.maximum(g, 0) @ masses + (1 - kappa) * infinite)

    found = minimize_scalar(rough, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-12, "maxiter": 200})
    kappa = float(found.x)
    return kappa if 0 < kappa < 1 and math.isfinite(kappa) and rough(kappa) < rough(0.0) else 0.0
