"""De Moivre's closed form of the mean absolute deviation.

Write b(k; n, p) for the binomial probability.
"""

from boundcalc.proof import Derivation

proof = Derivation("disc-mad", "De Moivre's closed form")
proof.given("n integer >= 1", "k integer >= 1", "m integer >= 1", "0 < p < 1")

proof.say(
    "$\\mathbb{E}|B - np| = 2\\,\\mathbb{E}(B-np)_+$, since $B - np$ has mean zero, and $B > np$ iff $B \\geq m = \\lfloor np \\rfloor + 1$."
)
proof.show(
    "(k - n*p)*BinomialPMF(k, n, p) = n*p*(1-p)*BinomialPMF(k-1, n-1, p) - n*p*(1-p)*BinomialPMF(k, n-1, p)",
    "each term is a difference of neighbours",
)
proof.say("So the sum over $k = m, \\ldots, n$ telescopes to $np(1-p)\\,b(m-1; n-1, p)$, as $b(n; n-1, p) = 0$:")
proof.show(
    "n*p*(1-p)*BinomialPMF(m-1, n-1, p) = m*binomial(n, m)*p^m*(1-p)^(n-m+1)",
    "in terms of binomial coefficients",
)
proof.conclude(
    "p*(1-p)*BinomialPMF(m-1, n-1, p) = m/n*binomial(n, m)*p^m*(1-p)^(n-m+1)",
    "divide by $n$: the left side is $h(n,p) = \\frac{1}{2}\\mathbb{E}|B/n - p|$",
)
