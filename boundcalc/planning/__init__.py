"""Inverse questions: which n, which number of atoms, how much noise, for a wanted security."""

from .calibrate import Calibration, best_tpr, calibrate
from .least_squares import largest_p, limit_tradeoff, release_noise, ridge_penalty, smallest_n
from .sample_size import sample_size, uniform_atoms

__all__ = [
    "Calibration",
    "best_tpr",
    "calibrate",
    "largest_p",
    "limit_tradeoff",
    "release_noise",
    "ridge_penalty",
    "sample_size",
    "smallest_n",
    "uniform_atoms",
]
