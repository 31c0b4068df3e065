"""
Nothing leaks more than uniform data
====================================

Of all laws on K values the uniform one leaks the most, up to the bound sqrt(K - 1) / (2 sqrt n) (``disc-uniform``).
"""

import matplotlib.pyplot as plt
import numpy as np

import boundcalc as bc

N = 1000


def claim():
    """The diversity bound of the uniform law on 50 values, and sqrt(K - 1) / (2 sqrt n)."""
    computed = bc.Game(bc.DiscreteUniform(1, 50), n=N).bounds()["disc-ck"].value
    return computed, 7 / (2 * N**0.5)


# %%
exponents = np.linspace(0, 3, 13)
laws = [bc.Zipf(str(round(s, 3)), 50) for s in exponents]
plt.plot(exponents, [float(bc.Game(law, n=N).delta()) for law in laws], label="exact value of Zipf(s, 50)")
plt.axhline(7 / (2 * N**0.5), linestyle="--", label="disc-uniform")
plt.xlabel("s")
plt.ylabel(r"$\Delta$")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
