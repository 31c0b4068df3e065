"""
What a privacy budget says of the average record
================================================

Against the average record a pure budget eps leaves tanh(eps / 4), half of what it leaves against the worst one
(T-MIX, ``dp-mix``).
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import boundcalc as bc


def claim():
    """The bound for eps = 1, and tanh(1/4)."""
    return bc.Game(None, bc.PrivateLearner(1), n=100).bounds().upper.value, math.tanh(1 / 4)


# %%
budgets = np.linspace(0.25, 8, 16)
for record in ("average", "worst"):
    games = [bc.Game(None, bc.PrivateLearner(str(e)), n=100, record=record) for e in budgets]
    plt.plot(budgets, [float(game.bounds().upper.number().upper) for game in games], label=f"{record} record")
plt.xlabel(r"$\varepsilon$")
plt.ylabel(r"$\Delta$ at most")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
