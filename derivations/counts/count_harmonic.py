"""For gamma >= 3/2 each value counts by the inverse of how often it was seen.

B is the number of records equal to one atom of mass p, x = np, N a Poisson variable of mean x, Q = P(B = 0).
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-harmonic", "Upper bound from inverse counts")
proof.given("k integer >= 1", "0 <= Q <= 1", "x >= 0", "v real", "y >= 40", "m integer >= 2")
proof.given("P[i] probabilities", "d[i] real", "c real")

proof.say(
    """An atom adds $\\mathbb{E}(B - \\gamma x)_+$ to $n\\Delta_\\gamma$ (Theorem \\ref{disc-exact}), which falls in $\\gamma$: let $\\gamma =
    3/2$. What it adds to the mean of $F$ is $\\mathbb{E}[1/B; B \\geq 1]$. If $3x/2 < 1$ the first is $x - \\frac32x(1-Q)$ and the
    second at least $\\mathbb{P}(B=1) \\geq xQ$:"""
)
proof.show("x - 3/2*x*(1-Q) <= x*Q", "the case $3x/2 < 1$")
proof.say(
    "If $3x/2 \\geq n$ the first is $0$. Else, by balls for $n < 32$, and by comparison with $N$ (Theorem \\ref{pois}) for others:"
)
proof.models(
    "the inequality for $n < 32$", lambda: balls("count-harmonic-samples"), "the ends of a cell decide on the left"
)
proof.show(
    "1/k - 1/(k+1) = 1/(k*(k+1))", "repeated: $1/k = \\sum_i i!/((k+1)\\cdots(k+i+1))$, whose means are binomial tails"
)
proof.models(
    "the inequality for $n \\geq 32$ and $2/3 \\leq x \\leq 40$",
    lambda: balls("count-harmonic"),
    "the lower bounds on the means fall in $p$, so that $p = x/32$ decides",
)
proof.say(
    """For $x \\geq 40$ the second is at least $(1-Q)^2/x$ by Cauchy and Schwarz, with $Q \\leq e^{-x}$, and the first at most
    $\\mathbb{E}e^{s(N - 3x/2) - 1}/s$, $s = \\ln\\frac32$, where $\\mathbb{E}e^{sN} = e^{x/2}$:"""
)
proof.show("v <= exp(v - 1)", "the tangent of the exponential function, at $v = s(N - 3x/2)$")
proof.show("3/2*log(3/2) - 1/2 >= 27/250", "so the first is at most $e^{-1-27x/250}/s$")
proof.show("y*exp(-27/250*y - 1) <= log(3/2)*(1 - exp(-40))^2", "the case $x = y \\geq 40$")
proof.say(
    """A continuous part adds its mass to $\\Delta_\\gamma$ and at least as much to the mean of $F/n$. The sequence $a(k) = 1/k$ has the
    steps $d(1) = 1$ and $d(k) = -1/(k(k-1))$, so that the concentration of Theorem \\ref{count} holds; for a part of the records
    as in Theorem \\ref{count-unique}:"""
)
proof.show(
    "sum(P[i]*(2*c*d[i] - c^2), i) <= sum(P[i]*d[i]^2, i)",
    "with $c$ the mean of $d$: the steps of the thinned sequence",
)
proof.conclude(
    "m*(1/(m*(m-1)))^2 <= 1/m",
    "$k\\,d(k)^2 \\leq a(k)$ for $k = m$; other learners and $N \\geq n$ by Theorems \\ref{worst} and \\ref{mono}",
)
