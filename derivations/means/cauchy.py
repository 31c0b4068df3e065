"""Cauchy data: the mean is Cauchy again, and so is the mean given one of the data.

In standard units (location 0, scale 1): x is the mean of n data, c the value of the first, b = 1 - 1/n, and v the argument
of a characteristic function. p(z) is the data law, k(t, z) the law of the mean given the first datum, m(t) that of the mean.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-cauchy", "Mean of Cauchy data, exactly")
proof.given("n integer >= 2", "c real", "x real", "v real", "gamma > 0")
proof.given("p[z] probabilities", "k[t,z] probabilities over t", "m[t] probabilities")
proof.let("b", "1 - 1/n")

proof.say(
    """A Cauchy variable of location $l$ and scale $s$ has characteristic function $e^{ilv - s|v|}$. So the mean of $n$ data, and
    what the other $n-1$ data add to the mean, are Cauchy of location $0$; their scales are found from"""
)
proof.show("exp(-abs(v)/n)^n = exp(-abs(v))", "the mean of all has scale $1$, whatever $n$")
proof.show(
    "exp(-abs(v)/n)^(n-1) = exp(-b*abs(v))", "the others have scale $b = 1 - 1/n$; given $c$ the location is $c/n$"
)

proof.say("Where does the likelihood ratio, once found, exceed $\\gamma$? Multiply by its denominator:")
proof.show(
    "b*(1+x^2) - gamma*(b^2 + (x-c/n)^2) = (b-gamma)*x^2 + 2*gamma*c/n*x + b - gamma*(b^2 + c^2/n^2)",
    "a quadratic in $x$: so on an interval, or outside one",
)
proof.show(
    "gamma^2*c^2/n^2 - (b-gamma)*(b - gamma*(b^2 + c^2/n^2)) = b*(gamma*c^2/n^2 - (b-gamma)*(1-gamma*b))",
    "a quarter of its discriminant",
)

proof.say("No moment was needed. One target leaks the divergence of these two laws, and the targets are averaged:")
proof.show(
    "sum(sum(pos(p[z]*k[t,z] - gamma*p[z]*m[t]), t), z) = sum(p[z]*sum(pos(k[t,z] - gamma*m[t]), t), z)",
    "the leakage of one target, averaged",
    use="cond",
)
proof.conclude(
    "b/(pi*(b^2 + (x-c/n)^2))/(1/(pi*(1 + x^2))) = b*(1 + x^2)/(b^2 + (x-c/n)^2)",
    "the ratio of the densities of $\\mathrm{Cauchy}(c/n, 1-1/n)$ and $\\mathrm{Cauchy}(0,1)$, whose divergence is averaged"
    " over $c$",
)
