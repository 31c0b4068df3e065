"""The variance-sensitive upper bound from counts: E exp(l (n Delta_n - F_l)) <= 1 for every l in (0, 1).

A_l(0) = 0, A_l(1) = kappa_l = -ln(1-l)/l, then a line from there tangent to f + l/38, and f + l/38 beyond, with
f(k) = sqrt((k+2/5)/(2 pi)); F_l = sum_j A_l(T_j). x is the mean of a count, H(x) = E|Pois(x) - x|/2, f0 = E f(Pois(x)),
D = f0 - H(x), slope the slope of the line, h a value of H, and G(l) = ln E exp(-l (f(Pois(x)) - f0)).
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-var", "Variance-sensitive upper bound from counts")
proof.given("0 < l < 1", "0 <= slope <= 1", "n integer >= 1", "p1 >= 0", "p2 >= 0", "p1 + p2 <= 1")
proof.given("0 <= c1 <= 1", "0 <= c2 <= 1", "w >= 0", "x >= 60", "0 <= D <= 1")
proof.given("v[i] probabilities", "0 <= b[i] <= 1", "0 < alpha < 1", "y >= 0")

proof.say(
    "First, one count at a time. $e^{-lA}$ is non-increasing, so its values at the counts are negatively associated."
)
proof.show(
    "(1 - p1*(1-c1) - p2*(1-c2))^n <= ((1-p1*(1-c1))*(1-p2*(1-c2)))^n",
    "the mean of a product of non-increasing functions of multinomial counts is at most the product of the means; for"
    " two counts and powers of $c_1$ and $c_2$ it reads",
    cite="joagdev1983",
)
proof.say(
    """$e^{-lA}$ is convex too: for $k \\geq 1$ because $A$ is concave there, a line tangent to a root and then the root, and at
    $k = 1$ because $e^{-lA(1)} = 1-l$ and the line has a slope below $1$."""
)
proof.show("exp(-l*(-log(1-l)/l)) = 1 - l", "$\\kappa_l$ is made for this")
proof.show(
    "1 - 2*(1-l) + (1-l)*(1-l*slope) >= 0", "the second difference at $1$, with $e^{-l\\,slope} \\geq 1 - l\\,slope$"
)
proof.say(
    """So binomial counts may be replaced by Poisson counts of the same mean, and $n h(n,p) \\leq H(np)$, both by Theorem \\ref{pois}.
    With $n\\Delta_n = \\sum_j n h(n,p_j)$ (Theorem \\ref{disc-exact}) it remains to show
    $\\mathbb{E}e^{-lA(\\mathrm{Pois}(x))} \\leq e^{-lH(x)}$ for every $x$."""
)

proof.say("Let $x \\leq 6$. $e^{-lA} \\leq 1-l$ for $k \\geq 1$, so the mean is at most $1 - l(1-e^{-x})$.")
proof.show("1 - w <= exp(-w)", "at $w = l(1-e^{-x})$, so $H(x) \\leq 1 - e^{-x}$ is enough")
proof.show("w*exp(-w) <= 1 - exp(-w)", "for $x \\leq 1$, where $H(x) = xe^{-x}$")
proof.models(
    "$H(x) \\leq 1 - e^{-x}$ for $1 \\leq x \\leq 6$",
    lambda: balls("count-small"),
    "$H$ is non-decreasing: the left side at $m+1$ and the right side at $m$ decide",
)

proof.say(
    """Let $x \\geq 6$. The modified logarithmic Sobolev inequality of Theorem \\ref{count}, in the Poisson limit, bounds the entropy of
    $e^{-lf(N)}$ by the mean of $N\\varphi(l\\,d(N))e^{-lf(N)}$, $d(k) = f(k) - f(k-1) \\leq .2198$ and $\\varphi(w) = e^w - 1 - w$."""
)
proof.show(
    "(exp(w)-1-w)*(1-w/3) <= w^2/2",
    "so $N\\varphi(l\\,d) \\leq l^2\\,N d^2/(2(1-.0733\\,l))$, and $k\\,d(k)^2 \\leq .04829$",
)
proof.say(
    "Hence $(G(l)/l)' \\leq .02415/(1-.0733\\,l)$, whose right side is at most that at $l = 1$: Herbst's argument."
)
proof.show(
    "483/20000*l/(1 - 733/10000*l) <= l/38",
    "so $-\\ln\\mathbb{E}e^{-lf(N)}/l \\geq f_0 - l/38$",
)
proof.models(
    "$d(1) \\leq .2198$, $k\\,d(k)^2 \\leq .04829$, $f(0) + 1/38 \\leq .2787$ and $A_l \\geq f + l/38$",
    lambda: balls("count-var-constants"),
    "the last because a tangent lies above a concave curve; here at nineteen values of $l$",
)
proof.say(
    """With $A_l \\geq f + l/38$ for $k \\geq 1$ and the value $1$ at $k = 0$:
    $\\mathbb{E}e^{-lA} \\leq e^{-l(H+D)} + .2787\\,l\\,e^{-x}$. That is at most $e^{-lH}$ if $1 - e^{-lD} \\geq .2787\\,l\\,e^{H-x}$."""
)
proof.show("1 - exp(-w) >= w - w^2/2", "at $w = lD$")
proof.show(
    "l*D - (l*D)^2/2 >= l*D*(1 - D/2)",
    "$l \\leq 1$; so $D(1-D/2) \\geq .2787\\,e^{H-x}$ is enough, also with a smaller $D$",
)
proof.models(
    "$D(1-D/2) \\geq .2787\\, e^{H(x)-x}$ for $6 \\leq x \\leq 60$, with $\\min(D, .14)$ for $D$",
    lambda: balls("count-middle"),
    "monotone in each cell",
)
proof.say(
    """For $x \\geq 60$, $D \\geq .016/\\sqrt{2\\pi x}$ by the proof of Theorem \\ref{count}, and $1 - .14/2 = .93$; moreover
    $H(x) \\leq \\sqrt{x}/2 \\leq x/2$:"""
)
proof.show("(93/100)*(2/125)/sqrt(2*pi*x) >= 2787/10000*exp(-x/2)", "which is what was needed")
proof.show("2/125/sqrt(2*pi*x) <= 14/100", "and the bound on $D$ is below $.14$")

proof.say(
    """A value of the continuous part adds $\\kappa_l$ and has $\\mathbb{E}e^{-lA} = 1-l$, the limit $x \\to 0$ of many light atoms. So
    every $b_i = \\mathbb{E}\\exp(l_i(n\\Delta_n - F_{l_i}))$ is at most $1$, and Markov's inequality applies to the mixture:"""
)
proof.show(
    "indicator(y > 1/alpha) <= alpha*y",
    "so the mixture exceeds $1/\\alpha$ with probability at most $\\alpha$ if its mean is at most $1$",
)
proof.conclude(
    "sum(v[i]*b[i], i) <= 1",
    "the mixture rises in $n\\Delta_n$, so $n\\Delta_n \\leq U$ where it is at most $1/\\alpha$; other learners, $\\gamma$ and"
    " $N \\geq n$ by Theorems \\ref{worst}, \\ref{sandwich-upper} and \\ref{mono}",
)
