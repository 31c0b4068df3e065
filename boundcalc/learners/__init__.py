"""What is released: the learning procedures."""

from .accounted import Accounted
from .bit_budget import BitBudget
from .chi_square import ChiSquareInformation
from .empirical_mean import EmpiricalMean
from .finite_models import FiniteModels
from .gaussian_dp import GaussianDP
from .gaussian_errors import GaussianErrors
from .gaussian_mechanism import GaussianMechanism
from .generalisation_gap import GeneralisationGap
from .interpolator import Interpolator
from .laplace_mechanism import LaplaceMechanism
from .learner import Learner
from .least_squares import LeastSquares
from .minimum_norm import MinimumNorm
from .mutual_information import MutualInformation
from .noisy_mean import NoisyMean
from .overfitting import OverfittingLearner
from .overparameterised_least_squares import OverparameterisedLeastSquares
from .private_histogram import PrivateHistogram
from .private_learner import PrivateLearner
from .private_mean import PrivateMean
from .properties import Properties
from .quantised_argmin import QuantisedArgmin
from .renyi_dp import RenyiDP
from .ridge import Ridge
from .sufficient_statistic import SufficientStatistic
from .trained_to_loss import TrainedToLoss
from .worst_case import WorstCase
from .zero_concentrated_dp import ZeroConcentratedDP

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
