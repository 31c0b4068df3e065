"""The mean of uniform data from the definition in float64: slow, and meant to stay so.

The densities of the sums are exact piecewise polynomials, written in the Bernstein basis of every cell: all
coefficients are non-negative, so that float64 loses nothing to cancellation.
"""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import comb, factorial

import numpy as np


@cache
def bernstein(k):
    """Row i: the density of a sum of k uniform variables on i <= s <= i + 1, coefficients times binomials."""
    d = k - 1
    rows = []
    for i in range(k):
        # f(i + t) = sum_{j <= i} (-1)^j C(k, j) (i - j + t)^{k-1} / (k-1)!
        powers = [
            Fraction(sum((-1) ** j * comb(k, j) * comb(d, m) * (i - j) ** (d - m) for j in range(i + 1)), factorial(d))
            for m in range(k)
        ]
        exact = [sum(Fraction(comb(b, m), comb(d, m)) * powers[m] for m in range(b + 1)) for b in range(k)]
        assert min(exact) >= 0
        rows.append([float(c * comb(d, b)) for b, c in enumerate(exact)])
    return np.array(rows)


def density(k, s):
    """The density of a sum of k uniform variables on (0, 1), for an array."""
    cell = np.clip(np.floor(s), 0, k - 1).astype(int)
    t = s - cell
    inside = (t >= 0) & (t <= 1)
    t = np.clip(t, 0, 1)
    table, total = bernstein(k), 0.0
    for b in range(k):
        total = total + table[:, b].take(cell) * t**b * (1 - t) ** (k - 1 - b)
    return np.where(inside, total, 0.0)


def inner(n, gamma, v):
    """The integral of (g(y) - gamma f(v))_+ over |y - v| < 1/2, for an array of centred sums v >= 0.

    f is the density of the centred sum of n data, g that of n - 1, y the centred sum of the others. g falls away from
    0, so that bisection finds where it is above the level; Gauss rules between the knots of g are exact.
    """

    def g(y):
        return density(n - 1, y + (n - 1) / 2)

    level = gamma * density(n, v + n / 2)
    low, high = np.zeros_like(v), np.full_like(v, (n - 1) / 2)
    for _ in range(60):
        middle = (low + high) / 2
        above = g(middle) > level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    start, end = np.maximum(-low, v - 0.5), np.minimum(low, v + 0.5)
    end = np.maximum(start, end)
    knots = np.ceil(start - (n - 1) / 2) + (n - 1) / 2
    cuts = [start, np.clip(knots, start, end), np.clip(knots + 1, start, end), end]
    x, weight = np.polynomial.legendre.leggauss(n // 2 + 1)
    total = np.zeros_like(v)
    for a, b in pairwise(cuts):
        y = a[:, None] + (b - a)[:, None] * (x + 1) / 2
        total += (g(y) - level[:, None]) @ weight * (b - a) / 2
    return total


def uniform_mean(n, gamma=1.0, tolerance=1e-12, most=1000):
    """(Delta_gamma of the mean of n uniform data, how far halving the cells still moved it)."""
    x, weight = np.polynomial.legendre.leggauss(12)

    def rule(a, b):
        return inner(n, gamma, a + (b - a) * (x + 1) / 2) @ weight * (b - a) / 2

    ends = np.arange(0, 3 * n + 1) / 6
    work = [(a, b, rule(a, b)) for a, b in pairwise(ends)]
    scale = sum(value for _, _, value in work)
    total = moved = 0.0
    while work:
        a, b, value = work.pop()
        middle = (a + b) / 2
        halves = [(a, middle, rule(a, middle)), (middle, b, rule(middle, b))]
        change = abs(halves[0][2] + halves[1][2] - value)
        most -= 1
        if change <= tolerance * scale / 16 or most <= 0:
            total, moved = total + halves[0][2] + halves[1][2], moved + change
        else:
            work += halves
    excess, moved = 2 * total, 2 * moved + 2e-14 * max(1, gamma) * 2 * total
    return (excess, moved) if gamma >= 1 else ((excess - 1 + gamma) / gamma, moved / gamma)
