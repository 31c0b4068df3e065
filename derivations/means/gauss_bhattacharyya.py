"""Bretagnolle and Huber's bound with the mutual information of a Gaussian mean.

r is the correlation in each of d coordinates, D = Delta; the constraint is the information bound sqrt(1 - e^(-I)).
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-gauss-bhattacharyya", "Bretagnolle-Huber bound for a Gaussian mean")
proof.given("d integer >= 1", "0 < v < 1", "D >= 0", "t > 0", "D <= sqrt(1 - t)", "t = v^(d/2)")

proof.say(
    "Here $v = 1 - r^2$ and $t = e^{-I}$ with $I = -\\frac{d}{2}\\ln v$, so $t = v^{d/2}$; see Theorem \\ref{information}."
)
proof.conclude("D <= sqrt(1 - v^(d/2))", "insert")
