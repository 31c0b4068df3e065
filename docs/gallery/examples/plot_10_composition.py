"""
Gaussian releases add up to a Gaussian release
==============================================

k releases with mu are one with mu sqrt k: the certified composition knows it to all digits.
"""

import matplotlib.pyplot as plt
from scipy.stats import norm

import boundcalc as bc


def claim():
    """E_1 of 16 releases at mu = 1/4, and 2 Phi(1/2) - 1."""
    return (bc.PrivacyLoss.gaussian(4) ** 16).divergence(1, 12), 2 * norm.cdf(0.5) - 1


# %%
counts = range(1, 30)
plt.plot(counts, [float((bc.PrivacyLoss.gaussian(4) ** k).divergence(1)) for k in counts], "o")
plt.xlabel("releases")
plt.ylabel("$E_1$")
plt.show()
print("computed {}, theory {}".format(*claim()))
