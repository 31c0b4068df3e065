"""The mean of Gaussian data: a pair of normal vectors with correlation rho in each coordinate.

In coordinates U = (x+y)^2/2 and V = (x-y)^2/2, chi-square with d degrees of freedom under P0 after summing.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-gauss", "Mean of Gaussian data, exactly")
proof.given("0 < r < 1", "x, y real", "0 <= s", "n integer >= 2")

proof.say(
    "Standardise: the release and a member are standard normal with correlation $r = 1/\\sqrt n$ in each coordinate."
)
proof.show(
    "(x^2 + y^2)/2 - (x^2 - 2*r*x*y + y^2)/(2*(1-r^2)) = r/(2*(1+r))*((x+y)^2/2) - r/(2*(1-r))*((x-y)^2/2)",
    "the log likelihood ratio of one coordinate, in $U = (x+y)^2/2$ and $V = (x-y)^2/2$",
)
proof.say("For $d = 2$ both chi-squares are exponential, and the integral is elementary:")
closed = proof.show(
    "GaussianMean(2, 1/sqrt(n)) = 1/sqrt(n)/(2*(1-1/sqrt(n)))*(1-1/n)^(sqrt(n))",
    "the closed form",
    cite="aubinais2025",
)
proof.conclude(
    "(x^2 + y^2)/2 - (x^2 - 2*r*x*y + y^2)/(2*(1-r^2)) = r/(2*(1+r))*((x+y)^2/2) - r/(2*(1-r))*((x-y)^2/2)",
    "sum over the coordinates",
)
