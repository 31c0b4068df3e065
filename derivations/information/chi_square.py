"""The chi-square divergence bounds the leakage.

b is the law P0, r the likelihood ratio dP1/dP0.
"""

from boundcalc.proof import Derivation

proof = Derivation("chi-square", "Chi-square information")
proof.given("b[x] probabilities", "r[x] real", "s > 0", "K integer >= 1", "n integer >= 1", "p[z] probabilities")

proof.say("Cauchy and Schwarz, written as $|u| \\leq (u^2/s + s)/2$ with $s^2 = \\chi^2 = \\sum b (r-1)^2$:")
proof.conclude(
    "sum(b[x]*abs(r[x] - 1), x)/2 <= sum(b[x]*(r[x] - 1)^2, x)/(4*s) + s/4",
    "the left side is $\\Delta_1$ and the right side is $s/2$ for that $s$; other $\\gamma$ are below",
)
