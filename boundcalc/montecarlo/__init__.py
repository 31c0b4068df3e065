"""Simulation, with intervals that are exact at every sample size."""

from .estimate import CrossCheck, Estimate
from .interval import clopper_pearson
from .play import crosscheck, simulate

__all__ = ["CrossCheck", "Estimate", "clopper_pearson", "crosscheck", "simulate"]
