"""A registry of games: every law x every learner x several n and gamma. New laws, learners and theorems join in.

They are the examples that laws and learners give of themselves; where a test needs others, they are listed here.
"""

from itertools import product

import boundcalc as bc
from boundcalc.laws import LAWS
from boundcalc.learners import LEARNERS

LISTED_LAWS = {
    "Affine": [bc.Affine(bc.Exponential(1), 1, 2)],
    "Categorical": [bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3])],
    "Counts": [bc.Counts([3, 1, 4, 1, 5])],
    "DiscreteUniform": [bc.DiscreteUniform(1, 5)],
    "GaussianRegression": [bc.GaussianRegression(p=1)],
    "Mixture": [bc.Mixture([bc.Normal(0, 1), bc.Normal(3, 1)])],
    "MultivariateNormal": [bc.MultivariateNormal(dim=2)],
    "Product": [bc.Product(bc.Bernoulli("1/3"), bc.DiscreteUniform(0, 2))],
    "Quantised": [bc.laws.Quantised(bc.Uniform(0, 1), ["1/4", "1/2"])],
    "Zeta": [bc.Zeta("3/2"), bc.Zeta(3)],
}
LISTED_LEARNERS = {
    "KnownDesign": [bc.KnownDesign("1/20"), bc.KnownDesign("1/5", "fresh label")],
    "NearestNeighbours": [bc.NearestNeighbours(2), bc.NearestNeighbours(6, bc.Bernoulli("1/3"))],
    "GaussianMechanism": [bc.GaussianMechanism(2, steps=4)],
    "NoisyMean": [bc.NoisyMean("1/4")],
    "OverfittingLearner": [bc.OverfittingLearner("1e-4", 0, noise="1/10")],
    "PrivateLearner": [bc.PrivateLearner(1, "1e-5"), bc.PrivateLearner(profile=[(0, "1/2"), (1, "1/10")])],
    "PrivateHistogram": [bc.PrivateHistogram(1), bc.PrivateHistogram(1, noise="gaussian")],
    "PrivateMean": [bc.PrivateMean("1/10"), bc.PrivateMean("1/10", noise="gaussian")],
    "Properties": [bc.EmpiricalMean() & bc.MutualInformation(10)],
    "QuantisedArgmin": [bc.QuantisedArgmin(["1/10"], ["1/4"], loss_range=1)],
    "Ridge": [bc.Ridge(1)],
    "TrainedToLoss": [bc.TrainedToLoss("1e-6", noise="1/10")],
}


def laws(how_many=1):
    """Sample laws of every kind."""
    return [law for name, kind in LAWS.items() for law in LISTED_LAWS.get(name, kind.examples()[:how_many])]


def learners():
    """Sample learners of every kind."""
    return [x for name, kind in LEARNERS.items() for x in LISTED_LEARNERS.get(name, kind.examples()[:1])]


def games(sizes, lams, how_many=1):
    """All games on which the learner can work."""
    for law, learner, n, lam in product(laws(how_many), learners(), sizes, lams):
        try:
            yield bc.Game(law, learner, n=n, lam=lam)
        except ValueError:
            continue  # this learner does not take such data
