"""
How many neighbours hide one
============================

A mean of k labels with normal noise leaks one of them like N(0, 1) against N(0, 1 - 1/k) (``knn-mean``).
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

import boundcalc as bc


def variation(h):
    """Total variation between a normal pair of correlation sqrt h and two independent normals."""

    def inner(y):
        """Of N(y sqrt h, 1 - h) from N(0, 1): the larger tail masses between the places where the densities cross."""
        m, s = y * np.sqrt(h), np.sqrt(1 - h)
        a, b = np.sort(np.roots([1 - 1 / s**2, 2 * m / s**2, -((m / s) ** 2) - 2 * np.log(s)]).real)
        return abs(norm.cdf((b - m) / s) - norm.cdf((a - m) / s) - norm.cdf(b) + norm.cdf(a))

    return quad(lambda y: 2 * norm.pdf(y) * inner(y), 0, 12, epsabs=1e-12)[0]


def claim():
    """The exact value for ten neighbours, and by hand."""
    return bc.Game(None, bc.NearestNeighbours(10), n=100).delta(), variation(1 / 10)


# %%
counts = range(2, 51)
plt.loglog(counts, [float(bc.Game(None, bc.NearestNeighbours(k), n=100).delta()) for k in counts])
plt.xlabel("k")
plt.ylabel(r"$\Delta$")
plt.show()
print("computed {}, theory {}".format(*claim()))
