"""
A small file cannot remember
============================

Whatever the learner, a file of 8,192 bits trained on a million records leaks at most sqrt(ln 2 bits / (2 n))
(``bits``).
"""

import math

import matplotlib.pyplot as plt

import boundcalc as bc


def claim():
    """The bound of the catalogue, and Pinsker's inequality by hand."""
    computed = bc.Game(None, bc.BitBudget(8192), n=10**6).bounds()["bits"].value
    return computed, math.sqrt(math.log(2) * 8192 / (2 * 10**6))


# %%
bc.Game(None, bc.BitBudget(8192), n=10**6).sweep(n=[10**k for k in range(4, 9)]).plot()
plt.show()
print("computed {}, theory {}".format(*claim()))
