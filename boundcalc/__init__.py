"""boundcalc: a certified calculator of how well any membership inference attack can possibly do.

>>> import boundcalc as bc
>>> game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
>>> str(game.delta(digits=30))
'87717/400000'
"""

from . import planning as plan
from .game import Bounds, Game
from .laws import (
    Affine,
    Bernoulli,
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    ChiSquare,
    Counts,
    DiscreteUniform,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    LogNormal,
    Logistic,
    Mixture,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Pareto,
    Poisson,
    Product,
    StudentT,
    Uniform,
    Weibull,
    Zeta,
    Zipf,
)
from .learners import EmpiricalMean, WorstCase
from .numeric import Enclosure, evaluate
from .result import Bound, Result
from .theorems import CATALOG
from .tradeoff import TradeOff

__version__ = "0.1.0"

__all__ = [
    "CATALOG",
    "Affine",
    "Bernoulli",
    "Beta",
    "Binomial",
    "Bound",
    "Bounds",
    "Categorical",
    "Cauchy",
    "ChiSquare",
    "Counts",
    "DiscreteUniform",
    "EmpiricalMean",
    "Enclosure",
    "Exponential",
    "Game",
    "Gamma",
    "Geometric",
    "Laplace",
    "LogNormal",
    "Logistic",
    "Mixture",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "Pareto",
    "Poisson",
    "Product",
    "Result",
    "StudentT",
    "TradeOff",
    "Uniform",
    "Weibull",
    "WorstCase",
    "Zeta",
    "Zipf",
    "evaluate",
    "plan",
]
