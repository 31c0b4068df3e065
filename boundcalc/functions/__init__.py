"""The field's special functions as SymPy functions, one a file."""

from .atom_sum import MASS, AtomSum
from .beta_cdf import BetaCDF
from .binomial_mad import BinomialMAD
from .binomial_pmf import BinomialPMF
from .binomial_sf import BinomialSF
from .count_test import CountTest
from .diversity import DiversityConstant
from .gamma_cdf import GammaCDF
from .gamma_sf import GammaSF
from .hockey_stick import HockeyStick
from .lattice_mean import LatticeMean
from .mass_cap import MassCap
from .normal_cdf import NormalCDF
from .poisson_mad import PoissonMAD
from .power_law_constant import PowerLawConstant
from .robbins import RobbinsLower, RobbinsUpper
from .support_sum import SupportSum

__all__ = [
    "MASS",
    "AtomSum",
    "BetaCDF",
    "BinomialMAD",
    "BinomialPMF",
    "BinomialSF",
    "CountTest",
    "DiversityConstant",
    "GammaCDF",
    "GammaSF",
    "HockeyStick",
    "LatticeMean",
    "MassCap",
    "NormalCDF",
    "PoissonMAD",
    "PowerLawConstant",
    "RobbinsLower",
    "RobbinsUpper",
    "SupportSum",
]
