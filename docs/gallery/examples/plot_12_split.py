"""
A known table, half of it trained on
====================================

No law and no confidence: who is in the training half of a table with groups of 500, 300 and 200 is told by counts
alone, and the hypergeometric law says how well (``finite``).
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import hypergeom

import boundcalc as bc

GROUPS = (500, 300, 200)


def claim():
    """Delta of the even split, and E |members - outsiders| / 1000 over the groups."""
    theory = 0.0
    for size in GROUPS:
        drawn = np.arange(size + 1)
        theory += (hypergeom(1000, size, 500).pmf(drawn) * abs(2 * drawn - size)).sum() / 1000
    return bc.Game(bc.FinitePopulation(GROUPS), n=500).delta().value, theory


# %%
shares = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950]
plt.plot(shares, [float(bc.Game(bc.FinitePopulation(GROUPS), n=n).delta()) for n in shares], "o-")
plt.xlabel("records trained on, of 1000")
plt.ylabel(r"$\Delta$")
plt.show()
print("computed {}, theory {}".format(*claim()))
