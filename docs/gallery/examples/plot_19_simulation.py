"""
Simulation agrees with the theorem
==================================

Playing the game with the best attack a hundred thousand times: the exact value lies in the exact interval of the
simulation.
"""

import matplotlib.pyplot as plt

import boundcalc as bc

GAME = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)


def claim():
    """Whether the cross-check agrees, and True."""
    return GAME.crosscheck(samples=100_000, seed=0).agrees, True


# %%
sizes = [2, 4, 8, 16, 32]
for n in sizes:
    found = bc.Game(GAME.law, n=n).simulate(20_000, seed=0)
    plt.plot([n, n], [found.lower, found.upper], "C0-", linewidth=3)
plt.plot(sizes, [float(bc.Game(GAME.law, n=n).delta()) for n in sizes], "C1o", label="exact")
plt.xscale("log")
plt.xlabel("n")
plt.ylabel(r"$\Delta$")
plt.legend()
plt.show()
print("computed {}, theory {}".format(*claim()))
