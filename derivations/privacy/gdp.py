"""Gaussian differential privacy: the trade-off function of N(0, 1) against N(mu, 1).

Phi(mu - x) - g Phi(-x) is TPR - gamma FPR of the test that says member above the threshold x.
"""

from boundcalc.proof import Derivation

proof = Derivation("gdp", "Gaussian differential privacy")
proof.given("mu > 0", "g >= 1", "x real")

proof.say(
    "Neyman and Pearson: the best test between $N(0,1)$ and $N(\\mu,1)$ is a threshold $x$, and the best threshold has $e^{\\mu x - \\mu^2/2} = \\gamma$."
)
proof.show("mu*(mu/2 + log(g)/mu) - mu^2/2 = log(g)", "so $x = \\mu/2 + \\ln\\gamma/\\mu$")
proof.show("mu - (mu/2 + log(g)/mu) = mu/2 - log(g)/mu", "which gives the first argument")
proof.conclude(
    "Phi(mu - x) - g*Phi(-x) <= Phi(mu/2 - log(g)/mu) - g*Phi(-mu/2 - log(g)/mu)",
    "every threshold is at most the best one; then Theorem \\ref{fdp}",
    cite="dong2022",
)
