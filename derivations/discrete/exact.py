"""Discrete data, exactly: the worst case is a sum over atoms of binomial expectations.

w(c) is the probability of the empirical law c, u(c, z) the share of the records equal to z in it, p(z) the data law.
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("disc-exact", "Discrete data, exactly")
proof.given("w[c] probabilities", "0 <= u[c,z] <= 1", "p[z] probabilities", "gamma > 0")
proof.given("n integer >= 1", "k integer >= 1", "0 < q < 1")

proof.say(
    """The worst learner releases the empirical law. A uniform training record equals $z$ with probability $u_{c,z}$ given the
    empirical law $c$, so $P_1(c,z) = w_c u_{c,z}$ and $P_0(c,z) = w_c p_z$."""
)
above = proof.show(
    "sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*p[z]), c), z) = sum(sum(w[c]*pos(u[c,z] - gamma*p[z]), c), z)",
    "$w_c \\geq 0$ comes out of the positive part ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(sum(pos(w[c]*p[z] - w[c]*u[c,z]/gamma), c), z) = sum(sum(w[c]*pos(p[z] - u[c,z]/gamma), c), z)",
    "and for $\\gamma < 1$",
)
proof.say("Under $w$ the count $n u_{c,z}$ is binomial, $\\mathrm{Bin}(n, p_z)$, which gives $h_\\gamma(n, p_z)$.")
proof.show(
    "k/n*BinomialPMF(k, n, q) = q*BinomialPMF(k-1, n-1, q)",
    "so the expectation is a difference of two binomial tails",
)
proof.models("The sum over atoms is the Delta of the empirical law.", finite.discrete, "from the definition")
proof.conclude(
    "sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*p[z]), c), z) = sum(sum(w[c]*pos(u[c,z] - gamma*p[z]), c), z)",
    "the inner sum is $h_\\gamma(n, p_z)$",
    since=above,
)
