"""What supports the limit with noise: the moments at finite n against their limits, and the value without noise.

v stands for s^2. That (y, x't) is normal in the limit and that nothing more leaks is not shown.
"""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-noise", "Least squares released with noise")
proof.given("n in {100, 1000, 10000}", "c in {1/10, 1/2, 3/4}", "v in {1/10, 1}")

proof.show(
    "abs(c*n/(n - c*n - 1) - c/(1-c)) <= 16/n", "an outsider's $x't$ has variance $p/(n-p-1)$; a member's has $p/n$"
)
proof.models(
    "Without noise, for n = 10 and p = 5, the value is within 2% of the limit.",
    lambda: finite.approaches(
        "ols-limit", [bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=10)], [Fraction(1, 50)]
    ),
)
proof.show(
    "abs(PlanarGaussian(1 + (1/2 + 1/n)/(1 + 1/n), (1/4 + 1/n)/(1 + 1/n), 1) - PlanarGaussian(3/2, 1/4, 1)) <= 1/n",
    "little noise, $s^2 = 1/n$, at $c = 1/2$",
)
proof.conclude(
    "abs(PlanarGaussian(1 + (c + v)/(c*n/(n-c*n-1) + v), (c + v - c^2)/(c*n/(n-c*n-1) + v), 1)"
    " - PlanarGaussian(1 + (c + v)/(c/(1-c) + v), (c + v - c^2)/(c/(1-c) + v), 1)) <= 4/n",
    "the divergence with the variances at finite $n$ against the limit",
)
