"""
A coin by enumeration
=====================

Two values, n = 4: the best attack on a model that publishes all it has seen, from the definition: all samples, all
targets, exact rationals (``disc-exact``).
"""

from fractions import Fraction
from itertools import product

import matplotlib.pyplot as plt

import boundcalc as bc

P = {0: Fraction(1, 3), 1: Fraction(2, 3)}


def enumerated(n):
    """Total variation between (counts, a member) and (counts, a stranger)."""
    member, stranger = {}, {}
    for sample in product(P, repeat=n):
        mass = Fraction(1)
        for z in sample:
            mass *= P[z]
        count = sum(sample)
        member[count, sample[0]] = member.get((count, sample[0]), 0) + mass
        for z in P:
            stranger[count, z] = stranger.get((count, z), 0) + mass * P[z]
    return sum(max(0, member.get(key, 0) - mass) for key, mass in stranger.items())


def claim():
    """Delta at n = 4 and the enumeration: the same fraction."""
    return bc.Game(bc.Categorical(["1/3", "2/3"]), n=4).delta().value.exact, enumerated(4)


# %%
sizes = range(1, 9)
plt.plot(sizes, [float(bc.Game(bc.Categorical(["1/3", "2/3"]), n=n).delta()) for n in sizes], "o", label="disc-exact")
plt.plot(sizes, [float(enumerated(n)) for n in sizes], "x", label="enumeration")
plt.xlabel("n")
plt.ylabel(r"$\Delta$")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
