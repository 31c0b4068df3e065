"""Mutual information bounds the leakage.

P1 is the joint law of (theta, z_1), P0 the product of its margins, so KL(P1 || P0) is the mutual information I.
"""

from boundcalc.proof import Derivation

proof = Derivation("information", "Mutual information")
proof.given("J joint law", "n integer >= 1", "i_k[k] real", "I_1 >= 0", "I_all >= 0")

proof.say(
    """For independent records $I(\\theta; z_1) + \\ldots + I(\\theta; z_n) \\leq I(\\theta; z_1, \\ldots, z_n)$ (chain rule), and by
    symmetry all terms on the left are equal, which gives $I \\leq I(\\theta; z_1, \\ldots, z_n)/n$."""
)
first = proof.show(
    "Delta(J) <= sqrt(I(J)/2)",
    "Pinsker's inequality for the joint law and the product of its margins",
    cite="pinsker1964",
)
second = proof.show("Delta(J) <= sqrt(1 - exp(-I(J)))", "Bretagnolle and Huber", cite="bretagnolle1979")
proof.conclude(
    "Delta(J) <= min(sqrt(I(J)/2), sqrt(1 - exp(-I(J))))",
    "both; other $\\gamma$ are below by Theorem \\ref{sandwich-upper}",
    since=[first, second],
)
