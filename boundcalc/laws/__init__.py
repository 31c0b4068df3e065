"""What the data are: one law a file."""

from .affine import Affine
from .any_law import AnyLaw
from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .categorical import Categorical
from .cauchy import Cauchy
from .chi_square import ChiSquare
from .continuous import ContinuousLaw
from .counts import Counts
from .discrete import DiscreteLaw
from .discrete_uniform import DiscreteUniform
from .exponential import Exponential
from .gamma import Gamma
from .gaussian_regression import GaussianRegression
from .geometric import Geometric
from .laplace import Laplace
from .law import Law
from .log_normal import LogNormal
from .logistic import Logistic
from .mixture import Mixture
from .multivariate_normal import MultivariateNormal
from .negative_binomial import NegativeBinomial
from .normal import Normal
from .parameter import Parameter
from .pareto import Pareto
from .poisson import Poisson
from .product import Product
from .quantised import Quantised
from .student_t import StudentT
from .uniform import Uniform
from .weibull import Weibull
from .zeta import Zeta
from .zipf import Zipf

LAWS: dict[str, type[Law]] = {
    law.__name__: law
    for law in (
        AnyLaw,
        Affine,
        Bernoulli,
        Beta,
        Binomial,
        Categorical,
        Cauchy,
        ChiSquare,
        Counts,
        DiscreteUniform,
        Exponential,
        Gamma,
        GaussianRegression,
        Geometric,
        Laplace,
        LogNormal,
        Logistic,
        Mixture,
        MultivariateNormal,
        NegativeBinomial,
        Normal,
        Pareto,
        Poisson,
        Product,
        Quantised,
        StudentT,
        Uniform,
        Weibull,
        Zeta,
        Zipf,
    )
}
"""Every law by its name, as written on the command line."""

__all__ = [*LAWS, "LAWS", "ContinuousLaw", "DiscreteLaw", "Law", "Parameter"]
