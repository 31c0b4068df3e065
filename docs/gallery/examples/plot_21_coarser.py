"""
Coarser data leak less
======================

A normal feature in cells of width w: the wider the cells, the smaller the leakage of every model (data processing).
"""

import math
from fractions import Fraction
from itertools import pairwise

import matplotlib.pyplot as plt
from scipy.stats import norm

import boundcalc as bc

TOLERANCE = 0.01
N = 10_000


def coarse(width):
    """The worst case over models of the feature in such cells."""
    law = bc.laws.Quantised(bc.Normal(0, 1), low=-4, high=4, width=width)
    return bc.Game(law, n=N).delta(6)


def claim():
    """sqrt(n) Delta at width 1/2, and C_K / sqrt(2 pi) of the cells."""
    edges = [-math.inf, *(-4 + k / 2 for k in range(17)), math.inf]
    masses = [norm.cdf(b) - norm.cdf(a) for a, b in pairwise(edges)]
    diversity = sum(math.sqrt(p * (1 - p)) for p in masses)
    return float(coarse("1/2")) * N**0.5, diversity / math.sqrt(2 * math.pi)


# %%
widths = ["1/20", "1/10", "1/5", "1/2", "1", "2"]
plt.loglog([float(Fraction(w)) for w in widths], [float(coarse(w)) for w in widths], "o-")
plt.xlabel("width of the cells")
plt.ylabel(r"$\Delta$")
plt.show()
print("computed {}, theory {}".format(*claim()))
