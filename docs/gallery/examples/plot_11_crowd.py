"""
What k-anonymity is worth
=========================

One of k equal records, half of which were trained on: the leakage of each falls like 1 / sqrt k (``crowd``).
"""

from math import comb

import matplotlib.pyplot as plt

import boundcalc as bc


def claim():
    """The leakage in a crowd of ten, and the most likely number of members among the nine others."""
    theory = comb(9, 4) / 2**9
    return bc.plan.crowd_leakage(10), theory


# %%
sizes = range(2, 101)
plt.loglog(sizes, [float(bc.plan.crowd_leakage(k)) for k in sizes])
plt.xlabel("equal records")
plt.ylabel("leakage of each")
plt.show()
print("computed {}, theory {}".format(*claim()))
