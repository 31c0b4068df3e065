"""Training to a small loss leaks: Markov's inequality with the best threshold.

alpha = eta/eps is the share of records above the threshold (Markov); c eps^(d/2) bounds the fresh ones, c = M V_d. They enter
Theorem overfit with the factors a = max(1, 1/gamma) and g = max(1, gamma).
"""

from boundcalc.proof import Derivation

proof = Derivation("trained-loss", "Training to a small loss leaks")
proof.given("d > 0", "eta > 0", "eps > 0", "c > 0", "q >= 0", "a >= 1", "g >= 1", "D real")
proof.given("q = c*eps^(d/2)", "1 - a*eta/eps - g*q <= D", "eta = d*g*q*eps/(2*a)")

proof.say(
    "The last constraint is the stationary point $\\varepsilon^{*(d+2)/2} = 2a\\eta/(dgc)$ of $a\\eta/\\varepsilon + gc\\,\\varepsilon^{d/2}$."
)
proof.conclude("1 - (1 + 2/d)*a*eta/eps <= D", "there $gq = 2a\\eta/(d\\varepsilon)$")
