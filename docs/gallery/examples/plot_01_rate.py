"""
Leakage falls like one over the square root of n
================================================

For a learner that publishes all it has seen of discrete data, ``sqrt(n) Delta`` tends to ``C_K / sqrt(2
pi)``, C_K the sum of sqrt(p (1 - p)) (``disc-ck-limit``).
"""

import matplotlib.pyplot as plt
import sympy as sp

import boundcalc as bc

TOLERANCE = 1e-6
LAW = bc.Categorical(["1/2", "3/10", "1/5"])


def claim():
    """sqrt(n) Delta at n = 10^6, and its limit."""
    computed = float(bc.Game(LAW, n=10**6).delta()) * 10**3
    diversity = sum(sp.sqrt(p * (1 - p)) for p in LAW.mass_exprs())
    return computed, float(diversity / sp.sqrt(2 * sp.pi))


# %%
# Bound, exact value and limit against n.
bc.Game(LAW, n=10).sweep(n=[3, 10, 30, 100, 1000, 10_000]).plot(theorems=["disc-exact", "disc-ck", "disc-ck-limit"])
plt.show()
print("computed {}, theory {}".format(*claim()))
