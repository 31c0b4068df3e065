"""What is released: the learning procedures."""

from .information.bit_budget import BitBudget
from .information.chi_square import ChiSquareInformation
from .information.finite_models import FiniteModels
from .information.generalisation_gap import GeneralisationGap
from .information.mutual_information import MutualInformation
from .information.quantised_argmin import QuantisedArgmin
from .learner import Learner
from .least_squares.least_squares import LeastSquares
from .least_squares.minimum_norm import MinimumNorm
from .least_squares.overparameterised import OverparameterisedLeastSquares
from .least_squares.ridge import Ridge
from .means.empirical_mean import EmpiricalMean
from .means.noisy_mean import NoisyMean
from .means.private_mean import PrivateMean
from .means.sufficient_statistic import SufficientStatistic
from .overfitting.gaussian_errors import GaussianErrors
from .overfitting.interpolator import Interpolator
from .overfitting.overfitting import OverfittingLearner
from .overfitting.trained_to_loss import TrainedToLoss
from .privacy.accounted import Accounted
from .privacy.gaussian_dp import GaussianDP
from .privacy.gaussian_mechanism import GaussianMechanism
from .privacy.laplace_mechanism import LaplaceMechanism
from .privacy.private_histogram import PrivateHistogram
from .privacy.private_learner import PrivateLearner
from .privacy.renyi_dp import RenyiDP
from .privacy.zero_concentrated_dp import ZeroConcentratedDP
from .properties import Properties
from .worst_case import WorstCase

LEARNERS: dict[str, type[Learner]] = {
    learner.__name__: learner
    for learner in (
        WorstCase,
        EmpiricalMean,
        SufficientStatistic,
        NoisyMean,
        BitBudget,
        ChiSquareInformation,
        FiniteModels,
        GaussianDP,
        GaussianErrors,
        GaussianMechanism,
        GeneralisationGap,
        Interpolator,
        LaplaceMechanism,
        LeastSquares,
        MinimumNorm,
        MutualInformation,
        OverfittingLearner,
        OverparameterisedLeastSquares,
        PrivateHistogram,
        PrivateLearner,
        PrivateMean,
        Properties,
        QuantisedArgmin,
        RenyiDP,
        Ridge,
        TrainedToLoss,
        ZeroConcentratedDP,
    )
}
"""Every learner by its name, as written on the command line."""

__all__ = [*LEARNERS, "Accounted", "LEARNERS", "Learner"]
