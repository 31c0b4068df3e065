"""
An attack's certificate
=======================

60 of 100 members and 5 of 100 strangers called members: what the counts certify, beside the plain estimate.
"""

import matplotlib.pyplot as plt
from scipy.stats import beta

import boundcalc as bc

TOLERANCE = 0.05


def claim():
    """The certified advantage, and two Clopper-Pearson ends of 97.5% each: the joint interval is at least as sharp."""
    theory = beta.ppf(0.025, 60, 41) - beta.ppf(0.975, 6, 95)
    return bc.evidence(tp=60, fp=5, members=100, nonmembers=100, level="0.95").advantage, theory


# %%
levels = ["0.5", "0.8", "0.9", "0.95", "0.99", "0.999"]
found = [bc.evidence(tp=60, fp=5, members=100, nonmembers=100, level=level).advantage for level in levels]
plt.plot(levels, found, "o-", label="certified")
plt.axhline(0.55, linestyle=":", label="observed")
plt.xlabel("confidence")
plt.ylabel("advantage at least")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
