"""The diversity bound of a known table: the variance of a hypergeometric count is that of a binomial one, reduced.

y is T/n - M/N under the law w of T, s > 0 with s^2 = p(1-p)(N-n)/((N-1)n) its second moment, q = p(1-p).
"""

from boundcalc.proof import Derivation

proof = Derivation("finite-ck", "Diversity bound of a known table")
proof.given("N integer >= 2", "1 <= n <= N", "P probability vector", "w[k] probabilities", "y[k] real", "s > 0")
proof.given("0 <= q <= 1/4")

proof.say(
    """Let $y = T/n - p$ under the law $w$ of the hypergeometric count $T$, and $s^2 = \\frac{p(1-p)}{n}\\frac{N-n}{N-1}$ its second
    moment: the indicators of two drawn records have covariance $-p(1-p)/(N-1)$."""
)
proof.show("(n*q - n*(n-1)*q/(N-1))/n^2 = q/n*(N-n)/(N-1)", "the variance of $T/n$")
proof.chain(
    "sum(w[k]*abs(y[k]), k)",
    ("<= sum(w[k]*(y[k]^2/s + s)/2, k)", "$|y| \\leq (y^2/s + s)/2$"),
    ("= sum(w[k]*y[k]^2, k)/(2*s) + s/2", "$w$ sums to one; with $\\sum w y^2 = s^2$ this is $s$"),
)
proof.say(
    """So $\\mathbb{E}(T/n-p)_+ = \\frac12\\mathbb{E}|y| \\leq s/2$ for every cell. Sum over the cells; for outsiders left out multiply by
    $N/(N-n)$ (Theorem \\ref{finite}); other learners are below by Theorem \\ref{finite}, other $\\gamma$ by Theorem
    \\ref{sandwich-upper}, which compares two laws and asks nothing of the data."""
)
proof.conclude(
    "sum(sqrt(P[x]*(1-P[x])/n*(N-n)/(N-1))/2, x) <= C(P)/(2*sqrt(n))*sqrt((N-n)/(N-1))",
    "the left side is the sum of $s/2$ over the cells",
)
