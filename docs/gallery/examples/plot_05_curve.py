"""
The curve and its largest gap
=============================

Delta is the largest TPR - FPR of all attacks, so it is what the trade-off curve says at its steepest change.
"""

import matplotlib.pyplot as plt

import boundcalc as bc

GAME = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)


def claim():
    """The largest TPR - FPR over the corners of the curve, and Delta."""
    fpr = tpr = 0
    gaps = []
    for _, member, stranger in GAME.tradeoff().points:  # by falling likelihood ratio
        fpr, tpr = fpr + stranger, tpr + member
        gaps.append(tpr - fpr)
    return max(gaps), GAME.delta().value.exact


# %%
GAME.tradeoff().plot()
plt.show()
print("computed {}, theory {}".format(*claim()))
