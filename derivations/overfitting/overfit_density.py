"""A bounded density keeps fresh records from being fitted: q <= M V_d eps^(d/2).

The ball of radius sqrt(eps) has volume V_d eps^(d/2) whatever its centre; V_d is the volume of the unit ball.
"""

from boundcalc.proof import Derivation

proof = Derivation("overfit-density", "Overfitting leaks, bounded density")
proof.given("d integer >= 1", "eps > 0", "M > 0", "alpha >= 0", "gamma > 0", "q >= 0", "V > 0", "D real")
proof.given("q <= M*V*eps^(d/2)", "1 - alpha*max(1, 1/gamma) - q*max(1, gamma) <= D")

proof.say(
    "Here $D = \\Delta_\\gamma$ and $V = V_d$: the two constraints are $\\int_{ball} f \\leq M\\,\\mathrm{vol}$ and Theorem \\ref{overfit}."
)
proof.conclude("1 - alpha*max(1, 1/gamma) - M*V*eps^(d/2)*max(1, gamma) <= D", "insert the first into the second")
