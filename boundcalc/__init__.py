"""boundcalc: a certified calculator of how well any membership inference attack can possibly do.

>>> import boundcalc as bc
>>> game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
>>> str(game.delta(digits=30))
'87717/400000'
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "audit": "Audit ConfidenceInterval audit",
    "discretise": "Discretisation discretise",
    "divergences": "chi_square hellinger hockey_stick kl power_integral renyi test_rates total_variation",
    "game": "Bounds Game",
    "interop": "from_scipy from_sympy to_scipy to_sympy",
    "laws": (
        "Affine AnyLaw Bernoulli Beta Binomial Categorical Cauchy ChiSquare Counts DiscreteUniform "
        "Exponential Gamma GaussianRegression Geometric Laplace Logistic LogNormal Mixture MultivariateNormal "
        "NegativeBinomial Normal Pareto Poisson Product Quantised StudentT Uniform Weibull Zeta Zipf"
    ),
    "learners": (
        "BitBudget ChiSquareInformation EmpiricalMean FiniteModels GaussianDP GaussianErrors "
        "GaussianMechanism GeneralisationGap Interpolator LaplaceMechanism LeastSquares MinimumNorm "
        "MutualInformation NoisyMean OverfittingLearner OverparameterisedLeastSquares PrivateHistogram "
        "PrivateLearner PrivateMean Properties QuantisedArgmin RenyiDP Ridge SufficientStatistic TrainedToLoss "
        "WorstCase ZeroConcentratedDP"
    ),
    "numeric": "Enclosure evaluate",
    "result": "Bound Result",
    "theorems": "CATALOG",
    "tradeoff": "TradeOff",
}
"""Where each public name lives, imported when first asked for; `__init__.pyi` says the same to type checkers."""

_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}
_ROOMS = ("attacks", "certify", "experiments", "functions", "montecarlo", "numeric", "proof", "tex")

__all__ = sorted([*_WHERE, "attacks", "plan"])


def __getattr__(name: str) -> Any:
    if name == "plan":
        value: Any = import_module(".planning", __name__)
    elif name in _WHERE:
        value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    elif name in _NAMES or name in (*_ROOMS, "cli"):
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # What this file imports for itself is nobody's business.
    return sorted({*__all__, *_NAMES, *_ROOMS, *(name for name in globals() if name.startswith("__"))})


class _Front(ModuleType):
    """Functions that share their name with a room stay visible when the room is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _WHERE and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front
