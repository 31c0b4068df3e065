"""Counts of a sample without replacement: each is a sum of independent indicators, and together they are negatively
associated.

T is the count of one cell, of mean x, N a Poisson variable of mean x; a is concave, 0 at 0 and 1 at 1, and H(x) =
E|N - x|/2. A, M are the sizes of population and cell, k a value of T, g = gamma.
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation, known_tables
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-survey", "Upper bounds from the counts of a survey")
proof.given("n integer >= 1", "A integer >= 2", "n <= A - 1", "M real", "k real", "g > 0", "w >= 0", "v real")
proof.given("p1 >= 0", "p2 >= 0", "p1 + p2 <= 1")

proof.say(
    """Theorem \\ref{finite}: $n\\Delta = \\sum_j \\mathbb{E}(T_j - x_j)_+$, $T_j$ hypergeometric of mean $x_j$. A hypergeometric count has
    the law of a sum of independent indicators, and so has at most the spread of $N$ in convex order: that holds
    for each indicator, whose place a Poisson variable of its mean takes, and sums of independent variables keep the order."""
)
proof.show(
    "1 - w + w*v <= exp(w*(v - 1))",
    "an indicator of mean $w$ beside a Poisson variable, at $v^k$; cf. Theorem \\ref{pois}",
    cite="vatutin1982",
)
proof.say(
    """So $\\mathbb{E}(T-x)_+ \\leq H(x)$ and $\\mathbb{E}a(T) \\geq \\mathbb{E}a(N)$. That is at least $H(x)$: for $x \\leq 6$, since $a \\geq
    1_{k \\geq 1}$, and else since $a \\geq f$ there (a tangent lies above a concave curve), as in the proof of Theorem \\ref{count}:"""
)
proof.show("w*exp(-w) <= 1 - exp(-w)", "$x = w \\leq 1$, where $H(x) = xe^{-x}$")
proof.models("$H(x) \\leq 1 - e^{-x}$ for $1 \\leq x \\leq 6$", lambda: balls("count-small"), "the ends decide")
proof.models(
    "$\\mathbb{E}f(N) - H(x) \\geq .30\\, e^{H(x)-x} \\geq f(0)\\, e^{-x}$ for $6 \\leq x \\leq 60$; beyond, as in Theorem \\ref{count}",
    lambda: balls("count-middle"),
    "$f(0)e^{-x}$ is what $a$ misses at $k = 0$",
)
proof.say(
    """The concentration of Theorem \\ref{count} holds for each $a(T_j)$ by itself, a function of independent indicators: $\\ln
    \\mathbb{E}e^{s(a(T_j) - \\mathbb{E}a(T_j))} \\leq \\varphi(s)\\,\\mathbb{E}a(T_j)$ for $s < 0$."""
)
proof.models(
    "$0 < d(k) \\leq 1$ and $k\\,d(k)^2 \\leq a(k)$",
    lambda: balls("count-survey"),
    "beyond $200$ the slope of the root decides",
)
proof.say(
    """Counts of a sample without replacement are negatively associated, and $e^{sa}$ does not rise: the mean of the
    product is at most the product of the means, so that $F$ has the same bound with $v = \\mathbb{E}F$, and $U$ follows as there. The
    number of distinct values is such a sum too, with $\\mathbb{P}(T \\geq 1) \\geq 1 - e^{-x}$, and $e^{-lA}$ of Theorem
    \\ref{count-var} is convex and does not rise. All releases: Theorem \\ref{worst}; all $\\gamma$: Theorem
    \\ref{sandwich-upper}."""
)
proof.show("1 - p1 - p2 <= (1-p1)*(1-p2)", "one record is in one cell only: the smallest case", cite="joagdev1983")
proof.models("The three inequalities for one count and for all of them.", known_tables.surveys)
proof.say("Outsiders drawn from the $A - n$ left out (population $A$, cell $M$, $k$ of them in the sample):")
proof.show(
    "k/n - g*(M-k)/(A-n) = (A-n+g*n)/(A-n)*(k/n - g*A/(A-n+g*n)*M/A)",
    "$\\gamma = g \\geq 1$; the same factor comes before the positive part",
)
proof.conclude(
    "(M-k)/(A-n) - k/(g*n) = A/(A-n)*(M/A - k/(g*A/(A-n+g*n)*n))",
    "and $\\gamma < 1$, where $\\gamma A/(A-n+\\gamma n) < 1$ too",
)
