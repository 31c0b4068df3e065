"""The binomial is below the Poisson in convex order.

A Bernoulli variable is below a Poisson variable of the same mean; n independent ones add up.
"""

from boundcalc.proof import Derivation

proof = Derivation("pois", "Poisson bound")
proof.given("0 <= p <= 1", "n integer >= 1", "a real", "k >= 1")

proof.say(
    """For a convex $f$ and $N \\sim \\mathrm{Pois}(p)$: put $f$ in place of its chord through $0$ and $1$, which lies below $f$ at
    the integers; so $\\mathbb{E} f(N) \\geq f(0) + p (f(1) - f(0)) = \\mathbb{E} f(\\mathrm{Ber}(p))$."""
)
proof.show("abs(a) + k*(abs(1 - a) - abs(a)) <= abs(k - a)", "the chord of $f(t) = |t - a|$; at $k = 0$ it is equal")
proof.conclude(
    "n*HockeyStick(n, p) <= PoissonMAD(n*p)/2",
    "add $n$ independent copies, and take $f(t) = |t - np|/2$",
    cite="hoeffding1956",
)
