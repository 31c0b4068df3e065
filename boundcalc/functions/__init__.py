"""The field's special functions as SymPy functions, one a file."""

from .atom_sum import MASS, AtomSum
from .beta_cdf import BetaCDF
from .binomial_pmf import BinomialPMF
from .binomial_sf import BinomialSF
from .discrete.cap import MassCap
from .discrete.diversity import DiversityConstant
from .discrete.hockey_stick import HockeyStick
from .discrete.mad import BinomialMAD
from .discrete.pois import PoissonMAD
from .discrete.power_law import PowerLawConstant
from .discrete.rates import CountTest
from .discrete.robbins import RobbinsLower, RobbinsUpper
from .exp_of_log import ExpOfLog, power
from .gamma_cdf import GammaCDF
from .gamma_sf import GammaSF
from .least_squares.exact import LeastSquaresDelta, LeastSquaresTest
from .least_squares.exact_record import LeastSquaresLeakage
from .least_squares.limit import PlanarGaussian, PlanarGaussianTest
from .least_squares.prediction import PredictionAttack
from .least_squares.residual import ResidualAttack
from .least_squares.sufficient import GramMatrixDelta
from .least_squares.sufficient_info import GramInformation
from .least_squares.sufficient_record import GramMatrixLeakage
from .log_sum_exp import LogSumExp
from .means.cauchy import CauchyMean
from .means.exp import ExponentialMean, ExponentialMeanTest
from .means.gamma import GammaMean, GammaMeanTest
from .means.gamma_target import GammaTarget
from .means.gauss import GaussianMean
from .means.gauss_rates import GaussianMeanTest
from .means.lattice import LatticeMean, LatticeMeanTest
from .means.noise import GaussianLatticeMean, LaplaceLatticeMean
from .means.suff_closed import BinomialMean, NegativeBinomialMean, PoissonMean
from .means.suff_normal import NormalFit, NormalFitTest
from .means.target import GaussianTarget
from .means.uniform import UniformMean
from .normal_cdf import NormalCDF
from .privacy.account import Account, AccountProfile, SampledGaussian
from .privacy.chord import ChordProfile
from .privacy.fdp import TradeoffDivergence
from .privacy.gdp import gaussian_profile
from .privacy.laplace import LaplaceProfile
from .support_sum import SupportSum

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
