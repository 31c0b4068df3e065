"""
A model that fits every point leaks every point
===============================================

Interpolation of noisy labels: the residual is 0 for members and almost surely not for others (``interpolation``).
"""

import matplotlib.pyplot as plt
import numpy as np

import boundcalc as bc


def claim():
    """Delta of an interpolating learner, and 1."""
    return bc.Game(bc.GaussianRegression(2), bc.Interpolator(), n=50).delta().value, 1


# %%
rng = np.random.default_rng(1)
x, other = np.sort(rng.uniform(0, 1, 12)), rng.uniform(0, 1, 12)
y = np.sin(6 * x) + rng.normal(scale=0.3, size=12)
plt.plot(x, y, "o-", label="members, on the curve")
plt.plot(other, np.sin(6 * other) + rng.normal(scale=0.3, size=12), "x", label="others, off it")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
