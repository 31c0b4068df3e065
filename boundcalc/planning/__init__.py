"""Inverse questions: which n, which number of atoms, how much noise, for a wanted security."""

from .calibrate import Calibration, best_tpr, calibrate
from .sample_size import sample_size, uniform_atoms

__all__ = ["Calibration", "best_tpr", "calibrate", "sample_size", "uniform_atoms"]
