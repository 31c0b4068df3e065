"""What supports the rate of an M-estimator: maximum likelihood of a Gaussian mean, least squares with two features.

The first in balls, the second by quadrature without guarantee.
"""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("m-estimator-rate", "Rate of an M-estimator")
proof.given("d in {1, 2, 3, 10}", "rho in {1/3, 1/10, 1/30}")

proof.show(
    "abs(2*GaussianMean(2, rho)/rho - 1) <= 2*rho",
    "maximum likelihood of a Gaussian mean in the plane, $\\rho = 1/\\sqrt n$: $\\mathbb{E}\\|V^{-1/2}\\psi\\| = \\sqrt{\\pi/2}$",
)
proof.models(
    "Least squares with p = 2: for n = 100 the value is within 5% of the limit.",
    lambda: finite.approaches(
        "ols-fixed-p", [bc.Game(bc.GaussianRegression(p=2), bc.LeastSquares(), n=100)], [Fraction(1, 20)]
    ),
)
proof.conclude(
    "sqrt(2)*Gamma((d+1)/2)/Gamma(d/2)*sqrt(2/pi)/sqrt(2*pi) = sqrt(2)*Gamma((d+1)/2)/(pi*Gamma(d/2))",
    "the constant of least squares: $\\psi = x\\,(y - x'\\theta)$, $\\mathbb{E}\\|V^{-1/2}\\psi\\| = \\mathbb{E}|x|\\,\\mathbb{E}|y|$",
)
