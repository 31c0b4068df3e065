"""boundcalc: a certified calculator of how well any membership inference attack can possibly do.

>>> import boundcalc as bc
>>> game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
>>> str(game.delta(digits=30))
'87717/400000'
"""

from . import planning as plan
from .game import Bounds, Game
from .laws import (
    Bernoulli,
    Binomial,
    Categorical,
    Counts,
    DiscreteUniform,
    Geometric,
    NegativeBinomial,
    Poisson,
    Product,
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
    "Bernoulli",
    "Binomial",
    "Bound",
    "Bounds",
    "Categorical",
    "Counts",
    "DiscreteUniform",
    "EmpiricalMean",
    "Enclosure",
    "Game",
    "Geometric",
    "NegativeBinomial",
    "Poisson",
    "Product",
    "Result",
    "TradeOff",
    "WorstCase",
    "Zeta",
    "Zipf",
    "evaluate",
    "plan",
]
