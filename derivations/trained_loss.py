"""Training to a small loss leaks: Markov's inequality with the best threshold.

alpha = eta/eps is the share of records above the threshold (Markov); c eps^(d/2) bounds the fresh ones, c = M V_d.
"""

from boundcalc.proof import Derivation

proof = Derivation("trained-loss", "Training to a small loss leaks")
proof.given("d > 0", "eta > 0", "eps > 0", "c > 0", "q >= 0", "D real")
proof.given("q = c*eps^(d/2)", "1 - eta/eps - q <= D", "eta = d*q*eps/2")

proof.say(
    "The last constraint is the stationary point $\\varepsilon^{*(d+2)/2} = 2\\eta/(dc)$ of $\\eta/\\varepsilon + c\\,\\varepsilon^{d/2}$."
)
proof.conclude("1 - (1 + 2/d)*eta/eps <= D", "there $q = 2\\eta/(d\\varepsilon)$")
