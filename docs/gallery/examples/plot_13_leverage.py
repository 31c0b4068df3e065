"""
Least squares leaks a record by its leverage
============================================

With Gaussian noise the leakage of a record in a regression, beside the same record with a fresh label, is a
function of its leverage h alone (``ols-fresh-label``); a record without influence leaks nothing.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

import boundcalc as bc

DESIGN = np.random.default_rng(0).normal(size=(200, 5))


def variation(h):
    """Total variation between a normal pair of correlation sqrt h and two independent normals."""

    def inner(y):
        """Of N(y sqrt h, 1 - h) from N(0, 1): the larger tail masses between the places where the densities cross."""
        m, s = y * np.sqrt(h), np.sqrt(1 - h)
        a, b = np.sort(np.roots([1 - 1 / s**2, 2 * m / s**2, -((m / s) ** 2) - 2 * np.log(s)]).real)
        return abs(norm.cdf((b - m) / s) - norm.cdf((a - m) / s) - norm.cdf(b) + norm.cdf(a))

    return quad(lambda y: 2 * norm.pdf(y) * inner(y), 0, 12, epsabs=1e-12)[0]


def claim():
    """The largest leakage of a design, and that of its largest leverage by hand."""
    q, _ = np.linalg.qr(DESIGN)
    return float(bc.leverage(DESIGN, outsider="fresh label").max), variation((q**2).sum(axis=1).max())


# %%
bc.leverage(DESIGN, outsider="fresh label").plot()
plt.show()
print("computed {}, theory {}".format(*claim()))
