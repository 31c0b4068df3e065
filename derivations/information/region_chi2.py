"""The largest p - gamma q of a test when the chi-square divergence is at most x.

b is the law P0, r the likelihood ratio dP1/dP0, phi(x) the probability of the answer "member", p and q its true- and
false-positive rates.
"""

from boundcalc.proof import Derivation

proof = Derivation("region-chi2", "Chi-square information, sharply")
proof.given("b[y] probabilities", "r[y] real", "0 <= phi[y] <= 1", "c real", "e real")
proof.given("0 <= p <= 1", "0 < q < 1", "x >= 0", "gamma > 0", "s >= 0")

proof.say("For each answer a square, with $c = (p-q)/q$ for member and $e = -(p-q)/(1-q)$ for the other:")
proof.chain(
    "sum(b[y]*(phi[y]*(2*c*(r[y]-1) - c^2) + (1-phi[y])*(2*e*(r[y]-1) - e^2)), y)",
    ("<= sum(b[y]*(phi[y]*(r[y]-1)^2 + (1-phi[y])*(r[y]-1)^2), y)", "$2cv - c^2 \\leq v^2$"),
    ("= sum(b[y]*(r[y]-1)^2, y)", "which is $\\chi^2 \\leq x$"),
)
proof.show(
    "2*((p-q)/q)*(p-q) - ((p-q)/q)^2*q + 2*((p-q)/(1-q))*(p-q) - ((p-q)/(1-q))^2*(1-q) = (p-q)^2/(q*(1-q))",
    "the left side of the chain, since $\\sum b\\phi(r-1) = p - q$ and $\\sum b(1-\\phi)(r-1) = q - p$",
)
proof.given("(p-q)^2 <= x*q*(1-q)", "(gamma-1)^2 + x <= s^2")
square = proof.show(
    "(2*(p-q) + (gamma-1)*(1-2*q))^2 <= (4*q*(1-q) + (1-2*q)^2)*(x + (gamma-1)^2)",
    "Cauchy and Schwarz: the first factors are $2\\sqrt{q(1-q)}$ and $1-2q$, the others $\\sqrt x$ and $\\gamma - 1$",
)
proof.conclude(
    "p - gamma*q <= (s - (gamma-1))/2",
    "$4q(1-q) + (1-2q)^2 = 1$ and $2(p - \\gamma q) + \\gamma - 1 = 2(p-q) + (\\gamma-1)(1-2q)$; when the rate $p$ would be beyond 1, "
    "$p = 1$ and $q \\geq 1/(1+x)$",
    since=square,
)
