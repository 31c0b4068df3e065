"""What supports the limit: the value of one game beside it, by quadrature without guarantee, and the exact algebra.

c is the limit of p/n, kappa = c/(1-c).
"""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-limit", "Least squares with many features")
proof.given("0 < c < 1", "r real", "u real")

proof.show("1 + c/(1-c) = 1/(1-c)", "the variance of an outsider's residual")
proof.show("1*c - c^2 = c*(1-c)", "the determinant of the members' covariance")
proof.models(
    "For n = 10 and p = 5 the value is within 2% of the limit.",
    lambda: finite.approaches(
        "ols-limit", [bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=10)], [Fraction(1, 50)]
    ),
)
proof.conclude(
    "r*u - c/(1-c)*r^2/2 = ((r+u)^2 + (1-c)/c*u^2)/2 - (((r+u)^2*c - 2*c*(r+u)*u + u^2)/(c*(1-c)))/2",
    "the log likelihood ratio of the two normal laws in $(y, x't) = (r + u, u)$, up to its constant",
)
