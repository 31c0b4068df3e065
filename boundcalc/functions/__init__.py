"""The field's special functions as SymPy functions, one a file."""

from .account_profile import Account, AccountProfile, SampledGaussian
from .atom_sum import MASS, AtomSum
from .beta_cdf import BetaCDF
from .binomial_mad import BinomialMAD
from .binomial_pmf import BinomialPMF
from .binomial_sf import BinomialSF
from .cauchy_mean import CauchyMean
from .chord_profile import ChordProfile
from .closed_mean import BinomialMean, NegativeBinomialMean, PoissonMean
from .count_test import CountTest
from .diversity import DiversityConstant
from .exp_of_log import ExpOfLog, power
from .exponential_mean import ExponentialMean, ExponentialMeanTest
from .gamma_cdf import GammaCDF
from .gamma_mean import GammaMean, GammaMeanTest
from .gamma_sf import GammaSF
from .gamma_target import GammaTarget
from .gaussian_mean import GaussianMean
from .gaussian_mean_test import GaussianMeanTest
from .gaussian_profile import gaussian_profile
from .gaussian_target import GaussianTarget
from .gram_information import GramInformation
from .gram_matrix_delta import GramMatrixDelta
from .gram_matrix_leakage import GramMatrixLeakage
from .hockey_stick import HockeyStick
from .laplace_profile import LaplaceProfile
from .lattice_mean import LatticeMean, LatticeMeanTest
from .least_squares_delta import LeastSquaresDelta, LeastSquaresTest
from .least_squares_leakage import LeastSquaresLeakage
from .log_sum_exp import LogSumExp
from .mass_cap import MassCap
from .noisy_lattice_mean import GaussianLatticeMean, LaplaceLatticeMean
from .normal_cdf import NormalCDF
from .normal_fit import NormalFit, NormalFitTest
from .planar_gaussian import PlanarGaussian, PlanarGaussianTest
from .poisson_mad import PoissonMAD
from .power_law_constant import PowerLawConstant
from .prediction_attack import PredictionAttack
from .residual_attack import ResidualAttack
from .robbins import RobbinsLower, RobbinsUpper
from .support_sum import SupportSum
from .tradeoff_divergence import TradeoffDivergence
from .uniform_mean import UniformMean

__all__ = [
    "MASS",
    "Account",
    "AccountProfile",
    "AtomSum",
    "BetaCDF",
    "BinomialMAD",
    "BinomialMean",
    "BinomialPMF",
    "BinomialSF",
    "CauchyMean",
    "ChordProfile",
    "CountTest",
    "DiversityConstant",
    "ExpOfLog",
    "ExponentialMean",
    "ExponentialMeanTest",
    "GammaCDF",
    "GammaMean",
    "GammaMeanTest",
    "GammaSF",
    "GammaTarget",
    "GaussianLatticeMean",
    "GaussianMean",
    "GaussianMeanTest",
    "GaussianTarget",
    "GramInformation",
    "GramMatrixDelta",
    "GramMatrixLeakage",
    "HockeyStick",
    "LaplaceLatticeMean",
    "LaplaceProfile",
    "LatticeMean",
    "LatticeMeanTest",
    "LeastSquaresDelta",
    "LeastSquaresLeakage",
    "LeastSquaresTest",
    "LogSumExp",
    "MassCap",
    "NegativeBinomialMean",
    "NormalCDF",
    "NormalFit",
    "NormalFitTest",
    "PlanarGaussian",
    "PlanarGaussianTest",
    "PoissonMAD",
    "PoissonMean",
    "PowerLawConstant",
    "PredictionAttack",
    "ResidualAttack",
    "RobbinsLower",
    "RobbinsUpper",
    "SampledGaussian",
    "SupportSum",
    "TradeoffDivergence",
    "UniformMean",
    "gaussian_profile",
    "power",
]
