"""Normal data: the likelihood ratio of the mean m, the sum Q of squared deviations and a record z, in standard units.

d is z - m, o the mean of the other k = n-1 records and w > 0 their sum of squared deviations.
"""

from boundcalc.proof import Derivation

proof = Derivation("suff-normal", "Fitted mean and variance of normal data, exactly")
proof.given("k integer >= 2", "d real", "m real", "w > 0")
proof.let("n", "k + 1")
proof.let("z", "m + d")
proof.let("o", "m - d/(n-1)")
proof.let("Q", "w + n/(n-1)*d^2")
proof.let("others", "sqrt((n-1)/(2*pi))*exp(-(n-1)*o^2/2)*w^((n-4)/2)*exp(-w/2)/(2^((n-2)/2)*Gamma((n-2)/2))")
proof.let("all", "sqrt(n/(2*pi))*exp(-n*m^2/2)*Q^((n-3)/2)*exp(-Q/2)/(2^((n-1)/2)*Gamma((n-1)/2))")

proof.say(
    """A record $z$ is added to the others. Both means of the records are the same, and the sum of squares is taken twice, about
    the mean of all and about that of the others:"""
)
proof.show("(z + (n-1)*o)/n = m", "so given $z$ the mean $m$ moves by $(n-1)/n$ times $o$")
proof.show(
    "z^2 + (n-1)*o^2 + w - n*m^2 = w + n/(n-1)*d^2",
    "the squared deviations of all: $Q$, which exceeds that of the others by a function of $d$",
)
proof.say(
    """The mean and the squared deviations of $n$ standard normal records are independent, $N(0, 1/n)$ and chi-square with
    $n-1$ degrees, and so for the $k$ others. So the density of $(m, Q)$ is `all` for outsiders, and given a member $z$ it is
    $n/(n-1)$ times `others`, where the others have $w = Q - n d^2/(n-1)$; it is $0$ where this is negative."""
)
proof.show(
    "-(n-1)*o^2/2 - w/2 + n*m^2/2 + Q/2 = z^2/2",
    "the exponents of both densities",
)
proof.conclude(
    "n/(n-1)*others/all = sqrt(2*n/(n-1))*Gamma((n-1)/2)/Gamma((n-2)/2)*w^((n-4)/2)/Q^((n-3)/2)*exp(z^2/2)",
    "the density given $z$ over that of all, and $\\sqrt{\\pi}\\,\\Gamma((n-2)/2)/\\Gamma((n-1)/2) = B(1/2, (n-2)/2)$; its"
    " divergence is $\\Delta_\\gamma$ by Theorem \\ref{cond}",
)
