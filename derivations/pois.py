"""The binomial is below the Poisson in convex order.

A Bernoulli variable is below a Poisson variable of the same mean; n independent ones add up.
"""

from boundcalc.proof import Derivation

proof = Derivation("pois", "Poisson bound")
proof.given("0 <= p <= 1", "n in {1, 2, 3, 5, 8}", "m integer >= 0", "x > 0", "x_ real")

proof.say(
    """For a convex $f$ and $N \\sim \\mathrm{Pois}(p)$: put $f$ in place of its chord through $0$ and $1$, which lies below $f$ at
    the integers; so $\\mathbb{E} f(N) \\geq f(0) + p (f(1) - f(0)) = \\mathbb{E} f(\\mathrm{Ber}(p))$. For the mass at zero:"""
)
proof.show("1 - p <= exp(-p)", "the Poisson law has more mass at $0$")
proof.show("PoissonMAD(x) <= sqrt(x)", "for scale: Cauchy and Schwarz", cite="hoeffding1956")
proof.conclude(
    "n*HockeyStick(n, p) <= PoissonMAD(n*p)/2",
    "add $n$ independent copies, and take $f(t) = |t - np|/2$",
    cite="hoeffding1956",
)
