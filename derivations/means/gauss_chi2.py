"""The chi-square divergence of a correlated normal pair from the independent one is (1-r^2)^(-d) - 1."""

from boundcalc.proof import Derivation

proof = Derivation("mean-gauss-chi2", "Chi-square bound for a Gaussian mean")
proof.given("d integer >= 1", "0 < r < 1", "x, y real")

proof.say(
    "The square of the joint density over the product density is, per coordinate, $(1-r^2)^{-1}$ times $e^{-q}/(2\\pi)$ with"
)
proof.show(
    "(x^2 - 2*r*x*y + y^2)/(1-r^2) - (x^2 + y^2)/2 = ((1+r^2)*(x^2 + y^2) - 4*r*x*y)/(2*(1-r^2))",
    "the quadratic form $q$",
)
proof.show(
    "((1+r^2)/(1-r^2))^2 - (2*r/(1-r^2))^2 = 1",
    "whose determinant is one, so $e^{-q}/(2\\pi)$ integrates to $1$ and the second moment of the ratio is $(1-r^2)^{-1}$",
)
proof.conclude(
    "(1-r^2)^(-d) - 1 = ((1-r^2)^(-1))^d - 1",
    "coordinates are independent; then Theorem \\ref{chi-square}",
)
