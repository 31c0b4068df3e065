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


def normal_fit_delta(n, gamma=1, points=160):
    """Delta_gamma of the mean and variance of n normal data: a midpoint sum over the mean, Q and r of both laws.

    Given the release, r = (z - m) (n/((n-1) Q))^(1/2) of a member has the density (1 - r^2)^((n-4)/2) up to a factor.
    """
    cells = (np.arange(points) + 0.5) / points
    m = (16 * cells - 8) / np.sqrt(n)
    mass_m = np.exp(-n * m**2 / 2) * np.sqrt(n / (2 * np.pi)) * 16 / np.sqrt(n) / points
    reach = np.sqrt(n) + 8
    s = reach * cells  # Q = s^2
    chi = 2 ** (1 - (n - 1) / 2) / float(mp.gamma(mp.mpf(n - 1) / 2)) * s ** (n - 2) * np.exp(-(s**2) / 2)
    mass_s = chi * reach / points
    r = 2 * ((np.arange(4 * points) + 0.5) / (4 * points)) - 1
    given = (1 - r**2) ** ((n - 4) / 2) / float(mp.beta(0.5, mp.mpf(n - 2) / 2))
    total = 0.0
    for scale, weight in zip(s * np.sqrt((n - 1) / n), mass_s, strict=True):
        z = m[:, None] + scale * r
        data = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * scale  # the density of r under the data law
        # beyond |r| < 1 the data law has mass that no member has: it counts for gamma < 1
        gap = np.maximum(given - gamma * data, 0).sum(axis=1) / (2 * points)
        total += weight * np.sum(mass_m * gap)
    return total if gamma >= 1 else (total - 1 + gamma) / gamma
