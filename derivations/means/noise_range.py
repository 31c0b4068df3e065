"""Noise on the mean of bounded data: the records other than z_1 only shift both laws.

r(s) is the law of what the other records and the record in the place of z_1 add up to; x(t, s) and y(t, s) are the laws of
the noise shifted with z_1 = z and with another record there. For Laplace noise of scale 1 moved by d, with l = ln gamma <= d.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-noise-range", "Noise on the mean of bounded data")
proof.given("g >= 1", "r[s] probabilities", "x[t,s] probabilities over t", "y[t,s] probabilities over t")
proof.given("d >= 0", "0 <= l", "l <= d")

proof.say(
    "The law of the release is its mixture over another record $z'$ in the place of $z_1$. Given $z'$ and the other"
    " records, the two laws are the noise shifted by $z/n$ and by $z'/n$: a distance of at most $(b-a)/n$."
)
proof.say(
    "Two Laplace laws a distance $d$ apart: their densities have the ratio $\\gamma = e^l$ at $(d+l)/2$, in between."
    " Beyond it one has the mass $1 - e^{-(d-l)/2}/2$, the other $e^{-(d+l)/2}/2$:"
)
proof.show(
    "1 - exp(-(d-l)/2)/2 - exp(l)*exp(-(d+l)/2)/2 = 1 - exp(l/2)*exp(-d/2)",
    "non-decreasing in $d$; for $l > d$ the divergence is zero",
)
proof.say("For Gaussian noise it is that of Theorem \\ref{gdp}, non-decreasing in $\\mu$.")
proof.conclude(
    "sum(pos(sum(r[s]*x[t,s], s) - g*sum(r[s]*y[t,s], s)), t) <= sum(r[s]*sum(pos(x[t,s] - g*y[t,s]), t), s)",
    "joint convexity; every inner sum is at most the divergence at the distance $(b-a)/n$. For $\\gamma < 1$ exchange"
    " the laws",
)
