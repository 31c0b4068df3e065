"""What supports C_K ~ w^(-1/2) int sqrt(f): the exponential law in cells of width w, where int sqrt(f) = 2.

The cells have the masses (1 - e^(-w)) e^(-jw), so sum sqrt(p_j) and sum p_j^(3/2) are geometric series.
"""

from boundcalc.proof import Derivation

proof = Derivation("high-resolution", "High resolution")
proof.given("w in {1/2, 1/10, 1/100, 1/1000}", "0 <= p <= 1")

proof.show(
    "sqrt(p)*(1 - p) <= sqrt(p*(1-p))", "so $\\sum \\sqrt{p_j} - \\sum p_j^{3/2} \\leq C_K \\leq \\sum \\sqrt{p_j}$"
)
proof.show("abs(sqrt(w)/2*sqrt(1-exp(-w))/(1-exp(-w/2)) - 1) <= w", "the upper side over its limit $2/\\sqrt{w}$")
proof.conclude(
    "abs(sqrt(w)/2*(sqrt(1-exp(-w))/(1-exp(-w/2)) - (1-exp(-w))^(3/2)/(1-exp(-3*w/2))) - 1) <= w",
    "and the lower side",
)
