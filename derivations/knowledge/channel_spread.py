"""The mean absolute deviation is at most the standard deviation, symbol by symbol.

p(k) are the probabilities of the values x(k) of S/n, m its mean, v its variance; f(y) an upper bound on sd(W(y|Z)).
"""

from boundcalc.proof import Derivation
from boundcalc.proof.knowledge import spread

proof = Derivation("channel-spread", "The spread of what the attacker sees")
proof.given("p[k] probabilities", "x[k] real", "m real", "v >= 0", "n >= 1", "y real", "s > 0", "h > 0", "q real")
proof.say(
    """Theorem \\ref{partial} at $\\gamma = 1$: $\\Delta \\leq \\frac12 \\int \\mathbb{E}|\\frac1n \\sum_i W(y|z_i) - w(y)|\\,dy$, a sum where $y$
    is discrete, by Tonelli's theorem; and for every $\\gamma$ by Theorem \\ref{sandwich-upper}. For each $y$ the mean of $n$
    independent terms of standard deviation $s = \\mathrm{sd}(W(y|Z))$ has the variance $v = s^2/n$:"""
)
proof.show(
    "2*s*sqrt(y^2) <= y^2 + s^2",
    "so $\\mathbb{E}|S/n - w| \\leq (v + t^2)/(2t)$ for every $t = s > 0$, at $t = \\sqrt v$",
)
proof.show("(v + v)/2 = v", "which is $\\sqrt v$: $\\mathbb{E}|S/n - w| \\leq \\mathrm{sd}(W(y|Z))/\\sqrt n$")
proof.models("Channels of small models: the exact Delta is at most the sum of the spreads.", spread)
proof.say(
    "A normal kernel on a normal law, in units of its standard deviation: squares and convolutions of normal densities."
)
proof.show(
    "1/(2*pi*(1+h^2)) = 1/(2*h*sqrt(pi))/sqrt(2*pi*(1+h^2/2))*h*sqrt(2+h^2)/(1+h^2)",
    "the ratio of the two terms of the variance at $y = 0$",
)
proof.show("1/(1+h^2) - 1/(2+h^2) = 1/((1+h^2)*(2+h^2))", "and its rate")
proof.say("A uniform kernel of half-length $h$: $W(y|Z)$ is $1/(2h)$ with probability $q(y)$, and 0 otherwise.")
proof.show("q*(1/(2*h))^2 - (q/(2*h))^2 = q*(1-q)/(2*h)^2", "the variance at $y$")
proof.conclude("2*s*sqrt(y^2) <= y^2 + s^2", "halved and integrated over $y$")
