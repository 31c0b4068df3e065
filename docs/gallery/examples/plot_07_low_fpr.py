"""
What a bound on information says at low false-positive rates
============================================================

One number, I(model; record) <= 1/10, bounds the whole curve (T-REGION, ``region-info``): far below what the sum FPR +
Delta would allow.
"""

import math

import matplotlib.pyplot as plt
from scipy.optimize import brentq

import boundcalc as bc

TOLERANCE = 1e-6
GAME = bc.Game(None, bc.MutualInformation("1/10"), n=1)


def claim():
    """TPR at FPR 1/1000: the catalogue, and the root of kl(TPR, FPR) = I."""
    a = 1e-3

    def kl(b):
        return b * math.log(b / a) + (1 - b) * math.log((1 - b) / (1 - a))

    return float(GAME.tradeoff().tpr("1/1000").upper), brentq(lambda b: kl(b) - 0.1, a, 0.9)


# %%
GAME.tradeoff().plot()
plt.show()
print("computed {}, theory {}".format(*claim()))
