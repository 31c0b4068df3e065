"""What supports the limit for ridge regression: the leverage h at finite n, and the value as the penalty vanishes.

At p = n/2 and level 1/2. That (y - x't, x'(t - theta)) is normal in the limit and that nothing more leaks is not shown.
"""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-ridge", "Ridge regression with many features")
proof.given("n in {10, 100, 1000}", "0 < c < 1", "l > 0", "x > 0")
proof.let("root", "sqrt((1/2 + 1/n)^2 + 2/n)")
proof.let("m", "2/(1/2 + 1/n + root)")
proof.let("k2", "2*(1 + (3/2 + 1/n)/root)/(1/2 + 1/n + root)^2")
proof.let("h", "m/(2 + m)")

proof.show(
    "l*c*(2/(1-c+l+sqrt((1-c+l)^2+4*c*l)))^2 + (1-c+l)*(2/(1-c+l+sqrt((1-c+l)^2+4*c*l))) = 1",
    "the equation of $m$; at $c = \\lambda = 1/2$, $m = 2(\\sqrt2 - 1)$",
)
proof.show(
    "(1 - c*x/(1 + c*x))*(1 + c*x) = 1",
    "Sherman and Morrison, $x = m$: $cm$ is the limit of $x'(X'X + n\\lambda)^{-1}x$",
)
proof.show(
    "abs(sum(binomial(n/2, k)*(n/2)^(n/2-k)*factorial(n)/factorial(n-k), k, 0, n/2)"
    "/sum(binomial(n/2, k)*(n/2)^(n/2-k)*factorial(n-1)/factorial(n-1-k), k, 0, n/2) - sqrt(2)) <= 1/n",
    "$\\mathbb{E}\\det(X'X + n\\lambda)$ over the same with $n - 1$ rows, against $1 + cm$",
)
proof.models(
    "Without penalty, for n = 10 and p = 5, the value is within 2% of the limit.",
    lambda: finite.approaches(
        "ols-limit", [bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=10)], [Fraction(1, 50)]
    ),
)
proof.conclude(
    "abs(PlanarGaussian(1 + (1-h)^2 + 2*h^2/(m - k2/n), (1-h)^2, 1) - PlanarGaussian(3/2, 1/4, 1)) <= 4/n",
    "a small penalty, $\\lambda = 1/n$ at $c = 1/2$ and $\\theta = 0$, against least squares; $k_2$ is $m_2$",
)
