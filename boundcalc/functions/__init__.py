"""The field's special functions as SymPy functions, one a file."""

from .atom_sum import MASS, AtomSum
from .binomial_mad import BinomialMAD
from .binomial_pmf import BinomialPMF
from .binomial_sf import BinomialSF
from .count_test import CountTest
from .diversity import DiversityConstant
from .hockey_stick import HockeyStick
from .lattice_mean import LatticeMean
from .mass_cap import MassCap
from .poisson_mad import PoissonMAD
from .power_law_constant import PowerLawConstant
from .robbins import RobbinsLower, RobbinsUpper
from .support_sum import SupportSum

__all__ = [
    "MASS",
    "AtomSum",
    "BinomialMAD",
    "BinomialPMF",
    "BinomialSF",
    "CountTest",
    "DiversityConstant",
    "HockeyStick",
    "LatticeMean",
    "MassCap",
    "PoissonMAD",
    "PowerLawConstant",
    "RobbinsLower",
    "RobbinsUpper",
    "SupportSum",
]
