"""The largest p - gamma q of two coins whose relative entropy is at most I.

p and q are the true- and false-positive rates of a test, d(p||q) = p ln(p/q) + (1-p) ln((1-p)/(1-q)) <= I by Theorem region;
l > 0 is any multiplier, z = 1 + q (e^l - 1) and u = q e^l/z the coin q tilted by l.
"""

from boundcalc.proof import Derivation

proof = Derivation("region-info", "Mutual information, sharply")
proof.given(
    "0 < p < 1",
    "0 < q < 1",
    "0 < u < 1",
    "l > 0",
    "w > 0",
    "gamma > 0",
    "I >= 0",
    "s > 0",
    "g real",
    "d real",
    "v real",
)

proof.say("The relative entropy of two coins is not negative, by $r \\ln r \\geq r - 1$ in each term:")
proof.show(
    "s - 1 <= s*log(s)", "with $s = p/u$, times $u$, and $s = (1-p)/(1-u)$, times $1-u$: the left sides add up to 0"
)
proof.say(
    "With the coin $u = q e^l/z$, $z = 1 + qw$, $w = e^l - 1$, it is $d(p\\|u) = d(p\\|q) - lp + \\ln z$, so "
    "$lp \\leq d(p\\|q) + \\ln(1+qw)$ for every $l$."
)
proof.show("log(s) <= s - 1", "the logarithm lies under its tangent; at $s = (1+qw)\\gamma l/w$ call it $v$")
proof.given("l*g <= d + v + log(w/(gamma*l))", "v <= (1 + q*w)*gamma*l/w - 1", "d <= I")
proof.conclude(
    "g - gamma*q <= (I - 1 + log(w/(gamma*l)))/l + gamma/w",
    "$g = p$; at $q = 1/(\\gamma l) - 1/w$ and $p = u$ both are equalities, and $p - \\gamma q$ is reached when $d(p\\|q) = I$",
)
