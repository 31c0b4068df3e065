"""Inverse questions: which n, which number of atoms, how much noise, for a wanted security."""

from .calibrate import Calibration as Calibration
from .calibrate import calibrate as calibrate
from .crowd import crowd_leakage as crowd_leakage
from .crowd import crowd_size as crowd_size
from .least_squares import largest_p as largest_p
from .least_squares import limit_tradeoff as limit_tradeoff
from .least_squares import release_noise as release_noise
from .least_squares import ridge_penalty as ridge_penalty
from .least_squares import smallest_n as smallest_n
from .rates import best_tpr as best_tpr
from .sample_size import sample_size as sample_size
from .sample_size import uniform_atoms as uniform_atoms
