"""
Training on a random half halves the leakage of the half
========================================================

A learner that uses a random part q of n records leaks q times what it leaks of the part (T-SUBSAMPLE).
"""

import matplotlib.pyplot as plt

import boundcalc as bc

LAW = bc.Categorical(["1/2", "3/10", "1/5"])


def claim():
    """Half of 100 records, and half of Delta at 50."""
    half = bc.Game(LAW, n=100, fraction="1/2").delta().value.exact
    return half, bc.Game(LAW, n=50).delta().value.exact / 2


# %%
parts = [k / 10 for k in range(1, 11)]
plt.plot(parts, [float(bc.Game(LAW, n=100, fraction=f"{k}/10").delta()) for k in range(1, 11)], "o-")
plt.xlabel("fraction of the records that is used")
plt.ylabel(r"$\Delta$")
plt.show()
print("computed {}, theory {}".format(*claim()))
