"""Released marginals of independent coordinates: the likelihood ratio is a product over the coordinates.

One coordinate: a value of mass p has N = n others of it or not; m of the n-1 others have it. Two coordinates with laws
a, b under P_1 and c, e under P_0 are released together; more by repetition.
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("product", "Marginals of independent coordinates, exactly")
proof.given("n integer >= 1", "m integer >= 0", "m <= n - 1", "0 < p < 1", "gamma > 0")
proof.given("a[s] probabilities", "b[t] probabilities", "c[s] probabilities", "e[t] probabilities")

proof.say(
    """Given the target's value, of mass $p$, in one coordinate: with the target among the data its value occurs $m + 1$ times
    where $m$ of the $n - 1$ others have it; fresh data have it $S \\sim \\mathrm{Bin}(n, p)$ times. The counts of the other values
    are multinomial given $S$ in both cases, so that the ratio depends on $S = m + 1$ alone, and is $S/(np)$:"""
)
ratio = proof.show(
    "binomial(n-1, m)*p^m*(1-p)^(n-1-m) = (m+1)/(n*p)*(binomial(n, m+1)*p^(m+1)*(1-p)^(n-m-1))",
    "absorption, $(m+1)\\binom{n}{m+1} = n\\binom{n-1}{m}$",
)
proof.say(
    """Coordinates are independent under the data's law, so the pairs (value of the target, counts) of the coordinates are
    independent, with the target among the data as with a fresh one. Masses of products multiply, and so do ratios:"""
)
above = proof.show(
    "sum(sum(pos(a[s]*b[t] - gamma*c[s]*e[t]), s), t) = sum(sum(pos(a[s]*b[t] - gamma*(c[s]*e[t])), s), t)",
    "the leakage of both coordinates together, by Theorem \\ref{cond}",
)
proof.models("The conditional form holds on small models.", lambda: finite.exhaust(finite.conditional))
proof.conclude(
    "binomial(n-1, m)*p^m*(1-p)^(n-1-m) = (m+1)/(n*p)*(binomial(n, m+1)*p^(m+1)*(1-p)^(n-m-1))",
    "so the logarithms of the ratios, independent under both laws, add up: the losses are convolved",
    since=[ratio, above],
)
