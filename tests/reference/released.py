"""Naive twins for released means with float64 grids and direct quadrature: slow, and meant to stay so."""

from itertools import pairwise, product
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


def noise_density(noise):
    """The density of noise of scale 1 at an mpmath number."""
    if noise == "laplace":
        return lambda x: mp.exp(-abs(x)) / 2
    return lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def noisy_mean_delta(values, masses, n, scale, noise, gamma=1, target=None, points=60):
    """Delta_gamma of a mean of lattice data with noise: every sample is listed, sign changes are bisected, and the
    pieces between them (and the atoms) are integrated numerically at mpmath's precision."""
    scale, gamma, density = mp.mpf(scale), mp.mpf(gamma), noise_density(noise)

    def sums(k):
        out = {}
        for sample in product(range(len(values)), repeat=k):
            place = sum((mp.mpf(values[i]) for i in sample), mp.mpf(0))
            out[place] = out.get(place, 0) + mp.fprod(mp.mpf(masses[i]) for i in sample)
        return out

    before, after = sums(n - 1), sums(n)

    def leakage(z):
        def gap(x):
            member = mp.fsum(p * density((x - (s + z) / n) / scale) for s, p in before.items())
            outsider = mp.fsum(p * density((x - s / n) / scale) for s, p in after.items())
            return (member - gamma * outsider if gamma >= 1 else outsider - member / gamma) / scale

        far = scale * (3 * mp.mp.dps if noise == "laplace" else mp.sqrt(6 * mp.mp.dps))
        atoms = sorted({s / n for s in after} | {(s + z) / n for s in before})
        ends = [atoms[0] - far, *atoms, atoms[-1] + far]
        places = [a + (b - a) * i / points for a, b in pairwise(ends) for i in range(points)] + [ends[-1]]
        signs, cuts = [gap(x) > 0 for x in places], set(ends)
        for (a, b), (left, right) in zip(pairwise(places), pairwise(signs), strict=True):
            if left != right:
                for _ in range(4 * mp.mp.dps):
                    middle = (a + b) / 2
                    a, b = (middle, b) if (gap(middle) > 0) == left else (a, middle)
                cuts.add(a)
        cuts = sorted(cuts)
        return mp.fsum(mp.quad(gap, [a, b]) for a, b in pairwise(cuts) if gap((a + b) / 2) > 0)

    if target is not None:
        return leakage(mp.mpf(target))
    return mp.fsum(mp.mpf(p) * leakage(mp.mpf(z)) for z, p in zip(values, masses, strict=True))


def noisy_histogram_delta(masses, n, scale, noise, gamma=1, points=60):
    """Delta_gamma of a histogram with noise on every count: every sample is listed, sums over a grid; a few digits."""
    axis = np.linspace(-8 * scale, n + 8 * scale, points)
    grid = np.meshgrid(*[axis] * len(masses), indexing="ij")

    def law(samples):
        out = np.zeros_like(grid[0])
        for sample, p in samples:
            gaps = [(x - sample.count(j)) / scale for j, x in enumerate(grid)]
            size = sum(map(np.abs, gaps)) if noise == "laplace" else sum(g**2 for g in gaps) / 2
            out += p * np.exp(-size)
        return out / (2 * scale if noise == "laplace" else np.sqrt(2 * np.pi) * scale) ** len(masses)

    def samples(k):
        return [(s, np.prod([masses[i] for i in s])) for s in product(range(len(masses)), repeat=k)]

    outsider, total = law(samples(n)), 0.0
    for z, p in enumerate(masses):
        member = law([((z, *s), q) for s, q in samples(n - 1)])
        gap = member - gamma * outsider if gamma >= 1 else outsider - member / gamma
        total += p * np.maximum(gap, 0).sum()
    return total * (axis[1] - axis[0]) ** len(masses)
