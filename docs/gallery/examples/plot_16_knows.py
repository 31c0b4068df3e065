"""
An attacker who knows little
============================

Who knows two columns of a person is bounded, for every model of all columns, by the worst model of these two
(T-PARTIAL).
"""

import matplotlib.pyplot as plt

import boundcalc as bc

COLUMNS = {"age": bc.DiscreteUniform(18, 67), "sex": bc.Bernoulli("1/2"), "job": bc.Zipf(1, 100)}
PEOPLE = bc.Product(**COLUMNS)


def claim():
    """knows=("age", "sex"), and the game of these two columns alone."""
    known = bc.Game(PEOPLE, n=10_000, knows=("age", "sex")).delta(12)
    return known, bc.Game(bc.Product(age=COLUMNS["age"], sex=COLUMNS["sex"]), n=10_000).delta(12)


# %%
sets = [("sex",), ("age",), ("age", "sex"), ("job",), ("sex", "job"), ("age", "job"), ("age", "sex", "job")]
plt.barh([" and ".join(s) for s in sets], [float(bc.Game(PEOPLE, n=10_000, knows=s).delta(6)) for s in sets])
plt.xlabel(r"$\Delta$ for every model of all columns")
plt.tight_layout()
plt.show()
print("computed {}, theory {}".format(*claim()))
