"""Naive twins for released means with float64 grids and direct quadrature: slow, and meant to stay so."""

from math import comb, factorial

import mpmath as mp
import numpy as np


def irwin_hall(k, x):
    """Density of a sum of k uniform variables on (0, 1), from the alternating sum."""
    if not 0 < x < k:
        return mp.mpf(0)
    return mp.fsum((-1) ** j * comb(k, j) * (x - j) ** (k - 1) for j in range(int(x) + 1)) / factorial(k - 1)


def uniform_mean_delta(n, gamma=1, points=2000):
    """Delta_gamma of the mean of n uniform data: a midpoint sum over (z, s), good to about 1/points^2."""
    z = (np.arange(points) + 0.5) / points
    s = (np.arange(n * points) + 0.5) / points

    def law(k, x):
        x = np.minimum(x, k - x)
        out = sum((-1) ** j * comb(k, j) * np.maximum(x - j, 0) ** (k - 1) * (x > j) for j in range(k // 2 + 1))
        return np.where(x > 0, out / factorial(k - 1), 0.0)

    outsider = law(n, s)
    total = 0.0
    for x in z:
        member = law(n - 1, s - x)
        gap = member - gamma * outsider if gamma >= 1 else outsider - member / gamma
        total += np.maximum(gap, 0).sum()
    return total / points**2
