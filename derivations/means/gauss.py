"""The mean of Gaussian data: a pair of normal vectors with correlation rho in each coordinate.

In coordinates U = (x+y)^2/2 and V = (x-y)^2/2, chi-square with d degrees of freedom under P0 after summing.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-gauss", "Mean of Gaussian data, exactly")
proof.given("0 < r < 1", "x, y real", "E > 0")

proof.say(
    "Standardise: the release and a member are standard normal with correlation $r = 1/\\sqrt n$ in each coordinate."
)
proof.show(
    "(x^2 + y^2)/2 - (x^2 - 2*r*x*y + y^2)/(2*(1-r^2)) = r/(2*(1+r))*((x+y)^2/2) - r/(2*(1-r))*((x-y)^2/2)",
    "the log likelihood ratio of one coordinate, in $U = (x+y)^2/2$ and $V = (x-y)^2/2$",
)
proof.say(
    """For $d = 2$ the coordinates are exponential. With $c = -\\ln(1-r^2)$, $X = U/(1+r)$ and $Y = V/(1-r)$ the ratio exceeds
    one iff $Y < X + 2c/r$. The rates of $X$ and $Y$ are $(1+r)/2$ and $(1-r)/2$ under $P_0$, both $1/2$ under $P_1$, and
    $P(Y > X + t) = e^{-\\mu t} \\lambda/(\\lambda+\\mu)$ for the rates $\\lambda, \\mu$. Write $E = e^{-c/r} = (1-r^2)^{1/r}$:"""
)
proof.show(
    "(1 - E/2) - (1 - (1+r)/2*(E/(1-r^2))) = r/(2*(1-r))*E",
    "$P_1 - P_0$ of that event, for $\\mu t = (1-r)c/r$ under $P_0$",
)
proof.conclude(
    "(x^2 + y^2)/2 - (x^2 - 2*r*x*y + y^2)/(2*(1-r^2)) = r/(2*(1+r))*((x+y)^2/2) - r/(2*(1-r))*((x-y)^2/2)",
    "sum over the coordinates",
)
