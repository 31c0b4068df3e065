"""
DP-SGD, certified
=================

A thousand steps at rate 1/100 and noise 1: the certified advantage of the worst record beside the Gaussian limit mu =
q sqrt(T (e - 1)), which nobody proves for finite T and which is a little off.
"""

import math

import matplotlib.pyplot as plt
from scipy.stats import norm

import boundcalc as bc

TOLERANCE = 0.005


def claim():
    """The certified divergence of the pair, and its central limit."""
    loss = bc.PrivacyLoss.gaussian(1).sampled("1/100") ** 1000
    return float(loss.divergence(1)), 2 * norm.cdf(0.01 * math.sqrt(1000 * (math.e - 1)) / 2) - 1


# %%
steps = [10, 30, 100, 300, 1000]
losses = [bc.PrivacyLoss.gaussian(1).sampled("1/100") ** t for t in steps]
plt.loglog(steps, [float(loss.divergence(1)) for loss in losses], "o-", label="every record")
plt.loglog(steps, [float(loss.average(1).upper) for loss in losses], "s-", label="T-MIX of the same pair")
plt.xlabel("steps")
plt.ylabel(r"$\Delta$ at most")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
