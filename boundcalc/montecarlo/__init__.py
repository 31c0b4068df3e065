"""Simulation, with intervals that are exact at every sample size."""

from .betting import betting_interval, betting_lower
from .bounded import EmpiricalBernstein
from .catalogue import CatalogueCheck, crosscheck_catalogue
from .curve import CurveBand, simulate_tradeoff
from .estimate import CrossCheck, Estimate
from .interval import binomial_sequence, clopper_pearson
from .play import crosscheck, simulate
from .run import Running

__all__ = [
    "CatalogueCheck",
    "CrossCheck",
    "CurveBand",
    "EmpiricalBernstein",
    "Estimate",
    "Running",
    "betting_interval",
    "betting_lower",
    "binomial_sequence",
    "clopper_pearson",
    "crosscheck",
    "crosscheck_catalogue",
    "simulate",
    "simulate_tradeoff",
]
