"""Values that occur twice against those that occur once: the mean for one atom, and bounded differences.

An atom of mass q is seen B times, B binomial of n records; y = (n-1) q/(1-q).
"""

from boundcalc.proof import Derivation

proof = Derivation("count-turing", "Upper bound from values that occur once, twice and three times")
proof.given("n integer >= 100", "0 < q < 1", "0 <= x < 1", "1 < t <= 1/q", "0 <= u <= 8", "y >= 8", "z >= 0")
proof.given("f >= 0", "b >= 0", "v >= b", "g >= e")

proof.say(
    """By Theorem \\ref{count-unique} an atom adds at most $nq(1-\\tau q)^{n-1} = \\mathbb{P}(B=1)\\,((1-\\tau q)/(1-q))^{n-1}$ to
    $n\\Delta_\\gamma$, and nothing where $\\gamma q \\geq 1$; $\\tau \\geq 7/4$ for $\\gamma \\geq 3.79$, or $\\tau m/n$ in its place. It adds
    to $\\mathbb{E}F$"""
)
proof.show("BinomialPMF(2, n, q) = BinomialPMF(1, n, q)*(n-1)/2*q/(1-q)", "$\\mathbb{P}(B=1)\\,y/2$ for twice")
proof.show(
    "BinomialPMF(3, n, q) = BinomialPMF(1, n, q)*(n-1)*(n-2)/6*(q/(1-q))^2",
    "and for three times, with $0.415$, at least",
)
proof.show("41/100*(n-1) <= 83/200*(n-2)", "$0.41\\,y^2/6$ times $\\mathbb{P}(B=1)$")
proof.say("So it is enough that $1 - y/2 + 0.41\\,y^2/6$ is at least the other factor:")
proof.show("(1 - t*q)/(1 - q) = 1 - (t-1)*q/(1-q)", "with $t = \\tau$")
proof.show("1 - x <= exp(-x)", "which to the power $n-1$ is at most $e^{-(\\tau-1)y} \\leq e^{-3y/4}$")
proof.show("exp(-3*u/4) <= 1 - u/2 + 41/600*u^2", "for $y = u \\leq 8$")
proof.show("1 <= 1 - y/2 + 41/600*y^2", "and beyond")
proof.show("(1 - z/4)^2 <= 1 - z/2 + 41/600*z^2", "where nothing is added, the left side of it is at least $0$")
proof.say(
    """A continuous part adds its records to both. One record replaced takes one value from $k$ to $k-1$ records and another from
    $l$ to $l+1$: $F$ changes by at most the largest step of $(0, 1, -1, 0.415, 0, \\dots)$ less the smallest one,"""
)
proof.show("83/200 - (-1) - (-1 - 1) = 683/200", "$3.415$")
proof.say(
    """and $\\mathbb{P}(F \\leq \\mathbb{E}F - s) \\leq \\exp(-2s^2/(3.415^2 n))$ (McDiarmid 1989). For other learners and $N \\geq n$, Theorems
    \\ref{worst} and \\ref{mono}; and for every attack, at $\\gamma = 3.79$:"""
)
proof.conclude("v - g*f <= b + (v - b) - e*f", "$\\mathrm{TPR} \\leq \\Delta_\\gamma + \\gamma\\,\\mathrm{FPR}$")
