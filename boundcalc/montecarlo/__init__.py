"""Simulation, with intervals that are exact at every sample size."""

from .betting import betting_interval, betting_lower
from .bounded import EmpiricalBernstein
from .curve import CurveBand, simulate_tradeoff
from .estimate import CrossCheck, Estimate
from .interval import binomial_sequence, clopper_pearson
from .play import simulate
from .run import Running

__all__ = [
    "CrossCheck",
    "CurveBand",
    "EmpiricalBernstein",
    "Estimate",
    "Running",
    "betting_interval",
    "betting_lower",
    "binomial_sequence",
    "clopper_pearson",
    "simulate",
    "simulate_tradeoff",
]
