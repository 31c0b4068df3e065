"""What is released: the learning procedures."""

from .empirical_mean import EmpiricalMean
from .learner import Learner
from .worst_case import WorstCase

LEARNERS: dict[str, type[Learner]] = {learner.__name__: learner for learner in (WorstCase, EmpiricalMean)}
"""Every learner by its name, as written on the command line."""

__all__ = [*LEARNERS, "LEARNERS", "Learner"]
