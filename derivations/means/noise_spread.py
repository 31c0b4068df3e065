"""Noise on the mean of bounded data, gamma = 1: the total variation of shifted noise is concave in the shift.

x(c) is the distance of two independent records, f the distribution function of one at a point, m the mean distance in units.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-noise-spread", "Noise on the mean of bounded data, on average")
proof.given("w[c] probabilities", "x[c] real", "0 <= f <= 1", "t >= 0", "m >= 0")

proof.say(
    "By Theorem \\ref{mean-noise-range} before its last step, $\\Delta$ is at most the mean of the total variation at the"
    " distance $|z - z'|/n$. A point lies between $z$ and $z'$ with probability $2F(1-F)$, and $|z - z'|$ is the length of"
    " what lies between:"
)
proof.show("2*f*(1-f) <= 1/2", "so its mean is at most half the range")
proof.show(
    "sum(w[c]*x[c]^2, c) - 2*m*sum(w[c]*x[c], c) + m^2 = sum(w[c]*(x[c] - m)^2, c)",
    "not negative: with the mean distance for $m$, it is at most $\\sqrt{\\mathbb{E}(z-z')^2} = \\sqrt{2V}$",
)
proof.say(
    "The total variation at the distance $t$ is the mass of the noise within $t/2$ of $0$: concave, as the density"
    " falls. So it lies below its tangent at the mean distance; averaged, the linear term vanishes."
)
proof.show(
    "(t-m)*exp(-t^2) <= (t-m)*exp(-m^2)",
    "Gaussian noise: integrated from $m$ to $t$ the density is at most its tangent's",
)
proof.conclude(
    "(t-m)*exp(-t) <= (t-m)*exp(-m)", "and Laplace noise: $\\Delta$ is at most the total variation at the mean distance"
)
