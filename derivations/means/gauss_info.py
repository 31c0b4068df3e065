"""The mutual information of a Gaussian mean and a training point, and Pinsker's inequality.

r is the correlation in each of d coordinates, D = Delta, I the mutual information.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-gauss-info", "Information bound for a Gaussian mean")
proof.given("d integer >= 1", "0 < r < 1", "D >= 0", "I_z real", "D <= sqrt(I_z/2)", "I_z = -d*log(1-r^2)/2")

proof.say(
    "Entropies of normal vectors: $I = \\frac{d}{2}\\ln 1 + \\frac{d}{2}\\ln 1 - \\frac{d}{2}\\ln(1-r^2)$; the first constraint is Theorem \\ref{information}."
)
proof.conclude("D <= sqrt(-d*log(1-r^2))/2", "insert")
