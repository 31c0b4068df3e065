"""
A mean in a million dimensions
==============================

The mean of n normal records with d features leaks like one Gaussian test with mu = sqrt(d / n) (``mean-gdp``): as
many features as records, and the best attack has advantage 2 Phi(1/2) - 1.
"""

import matplotlib.pyplot as plt
from scipy.stats import norm

import boundcalc as bc

TOLERANCE = 1e-6


def claim():
    """Delta for d = n = 10^6, and the limit."""
    game = bc.Game(bc.MultivariateNormal(dim=10**6), bc.EmpiricalMean(), n=10**6)
    return float(game.delta()), 2 * norm.cdf(0.5) - 1


# %%
ratios = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]
exact = [float(bc.Game(bc.MultivariateNormal(dim=int(1000 * r)), bc.EmpiricalMean(), n=1000).delta()) for r in ratios]
plt.semilogx(ratios, exact, "o", label="exact, n = 1000")
plt.semilogx(ratios, [2 * norm.cdf(r**0.5 / 2) - 1 for r in ratios], label="limit")
plt.xlabel("features / records")
plt.ylabel(r"$\Delta$")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
