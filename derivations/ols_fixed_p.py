"""What supports the limit for a fixed number of features: p = 1, by quadrature without guarantee."""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-fixed-p", "Least squares with few features")
proof.given("p in {1, 2, 3, 4, 5, 6, 7, 8}")

proof.models(
    "For p = 1 and n = 100 the value is within 5% of the limit.",
    lambda: finite.approaches(
        "ols-fixed-p", [bc.Game(bc.GaussianRegression(p=1), bc.LeastSquares(), n=100)], [Fraction(1, 20)]
    ),
)
proof.say(
    "The constant is $\\mathbb{E}|x|\\,\\mathbb{E}|y|\\,\\mathbb{E}|Z|/2$, for $x$ of chi law with $p$ degrees of freedom:"
)
proof.conclude(
    "sqrt(2)*Gamma((p+1)/2)/Gamma(p/2)*sqrt(2/pi)*sqrt(2/pi)/2 = sqrt(2)*Gamma((p+1)/2)/(pi*Gamma(p/2))",
    "$\\mathbb{E}|x| = \\sqrt2\\,\\Gamma((p+1)/2)/\\Gamma(p/2)$",
)
