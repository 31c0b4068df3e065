"""An upper bound from counts, whatever the law: the mean of F is at least n Delta_n, and F is seldom far below its mean.

a*(0) = 0, a*(1) = 1, a*(k) = f(k) = sqrt((k+2/5)/(2 pi)) for k >= 2, and F = sum_j a*(T_j). x = np is the mean of a count,
H(x) = E|Pois(x) - x|/2 = x^(m+1) e^(-x)/m! with m = floor(x), y = 1/x, g = 1/(2m). v = E F, G(s) = ln E e^(s(F-v)), and
K is its derivative.
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count", "Upper bound from counts")
proof.given("n integer >= 2", "0 < r < 1", "x >= 60", "0 < y <= 1/60", "0 < g <= 1/120", "0 <= w <= 1/100")
proof.given("q >= 0", "u >= -1", "s, G, K real", "v > 0", "F > 0", "t > 0", "c real")
proof.given("P[k] probabilities", "z[k] real")

proof.say(
    """First the mean: $\\mathbb{E}a^*(T) \\geq n\\,h(n,p)$ for $T \\sim \\mathrm{Bin}(n,p)$, where $\\sum_j h(n,p_j) = \\Delta_n$ (Theorem
    \\ref{disc-exact}). If $np < 1$ then $h = p(1-p)^n$ (Theorem \\ref{disc-mad}), and the singletons are enough:"""
)
proof.show(
    "n*(1-r)*r^(n-1) - n*(1-r)*r^n = n*(1-r)^2*r^(n-1)",
    "with $r = 1-p$: $\\mathbb{P}(T=1) - n h$ is not negative, and $\\mathbb{E}a^*(T) \\geq \\mathbb{P}(T=1)$",
)
proof.say(
    """Else write $a^* = a_0 + (1-f(1))\\,1_{k=1}$ with $a_0 = f\\,1_{k \\geq 1}$, which is concave. So $\\mathbb{E}a_0$ is at least its
    mean under $\\mathrm{Pois}(x)$, and $n h \\leq H(x)$, both by Theorem \\ref{pois}."""
)
proof.show("2*sqrt(7/5) >= sqrt(12/5)", "concavity of $a_0$ at $1$; elsewhere it is that of the root")
proof.models(
    "$\\mathbb{E}a^*(T) \\geq n h$ for $n \\leq 11$, and for $n \\geq 12$ and $1 \\leq x \\leq 6$",
    lambda: balls("count-binomial", "count-power", "count-sharp"),
    "monotone in each cell, so that its ends decide",
)
proof.models(
    "$\\mathbb{E}f(\\mathrm{Pois}(x)) - H(x) \\geq .30\\, e^{H(x)-x} \\geq f(0)\\, e^{-x}$ for $6 \\leq x \\leq 60$",
    lambda: balls("count-middle"),
    "$f(0)e^{-x}$ is what $a_0$ misses at $k = 0$",
)
proof.say("For $x \\geq 60$: a fourth-order expansion of the root at $u = (N - x + 2/5)/x$, and the moments of $N$.")
proof.show("sqrt(1+u) >= 1 + u/2 - u^2/8 + u^3/16 - 5*u^4/16", "for all $u \\geq -1$")
proof.show(
    "1 + (2/5*y)/2 - (y + 4/25*y^2)/8 + (11/5*y^2 + 8/125*y^3)/16 - 5*(3*y^2 + 89/25*y^3 + 16/625*y^4)/16"
    " = 1 + 3/40*y - 41/50*y^2 - 2217/2000*y^3 - y^4/125",
    "the mean, a lower bound on $\\sqrt{2\\pi/x}\\,\\mathbb{E}f(N)$",
)
proof.say(
    """On $[m,m+1]$ the ratio $H(x)/\\sqrt{x}$ is largest at $x = m+1/2$. Divide $m!$ by
    $\\sqrt{2\\pi}\\,((m+1/2)/e)^{m+1/2} e^{-1/(24(m+1/2))}$: the quotient tends to $1$, and it decreases, so it is above $1$:"""
)
proof.show(
    "2*g - (1+g)*log(1+g) + (1-g)*log(1-g) <= g^3/(3*(1-g^2))",
    "$2g$ times the step of its logarithm from $m-1$ to $m$",
)
proof.say("Hence $H(x) \\leq \\sqrt{x/2\\pi}\\; e^{1/(24(m+1/2))}$, and $m + 1/2 \\geq x - 1/2$.")
proof.show("exp(w) <= 1 + w + w^2", "for the exponent $w = y/(24(1-y/2))$")
proof.show(
    "1 + 3/40*y - 41/50*y^2 - 2217/2000*y^3 - y^4/125 - 1 - y/(24*(1-y/2)) - (y/(24*(1-y/2)))^2 >= 2/125*y",
    "so $\\mathbb{E}f(N) - H(x) \\geq .016/\\sqrt{2\\pi x}$",
)
proof.show("x^2*exp(-x) <= 1/100", "so $f(0)e^{-x} < e^{-x} \\leq .01/x^2 < .016/\\sqrt{2\\pi x}$ as well")

proof.say(
    """Now the concentration. With $\\varphi(y) = e^y - y - 1$ the modified logarithmic Sobolev inequality bounds the entropy of $e^{sF}$
    by the mean of $\\sum_i e^{sF}\\varphi(-s d_i)$, $d_i$ the change of $F$ when record $i$ is deleted. For one record it is an
    inequality between numbers; entropy is subadditive over independent records."""
)
proof.show("t*log(t) - t + 1 >= 0", "with $t = e^{-sc}\\,\\mathbb{E}e^{sZ}$, which gives")
proof.show(
    "sum(P[k]*exp(s*z[k])*s*z[k], k) - sum(P[k]*exp(s*z[k]), k)*log(sum(P[k]*exp(s*z[k]), k))"
    " <= sum(P[k]*exp(s*z[k])*(exp(-s*(z[k]-c)) - 1 + s*(z[k]-c)), k)",
    "the inequality for one record and any constant $c$",
    cite="boucheron2003",
)
proof.models(
    "$d(k) = a^*(k) - a^*(k-1) \\leq 1$ and $k\\,d(k)^2 \\leq a^*(k)$",
    lambda: balls("count-steps"),
    "beyond $200$ the slope of the root decides",
)
proof.show(
    "(q-2)*exp(q) + q + 2 >= 0",
    "$\\varphi(q)/q^2$ is non-decreasing, so $\\varphi(qd) \\leq d^2 \\varphi(q)$ for $0 \\leq d \\leq 1$",
)
proof.show("exp(-q) - 1 + q <= q^2/2", "and $\\varphi(-q) \\leq q^2/2 \\leq \\varphi(q)$, which is the case $d < 0$")
proof.say(
    """As $\\sum_j T_j d(T_j)^2 \\leq F$, the entropy is at most $\\varphi(-s)\\,\\mathbb{E}Fe^{sF}$ for $s < 0$. Divided by
    $\\mathbb{E}e^{sF}$: $sK - G \\leq \\varphi(-s)(K+v)$. Times $e^s$ this is a derivative:"""
)
proof.show(
    "exp(s)*(s*K - G - (exp(-s)-1+s)*(K+v)) = (exp(s)-1)*K - exp(s)*G - (1 - exp(s) + s*exp(s))*v",
    "the numerator of $(G/(e^s-1))'$, less $v$ times",
)
proof.show("(exp(s)-1)^2 - (exp(s)-1-s)*exp(s) = 1 - exp(s) + s*exp(s)", "the numerator of $(\\varphi(s)/(e^s-1))'$")
proof.say(
    """So $(G - v\\varphi(s))/(e^s-1)$ is non-increasing with limit $0$ at $0$: $G \\leq v\\,\\varphi(s)$ for $s < 0$. By Markov's
    inequality the chance that $F$ is at most some number is at most $e^{(e^s-1)v - sF}$ at that number, and $e^s = F/v$ is best:"""
)
proof.conclude(
    "(F/v - 1)*v - log(F/v)*F = -(v - F - F*log(v/F))",
    "this is $\\ln\\alpha$ at $v = U$, so $n\\Delta_n \\leq v \\leq U$ but for a probability $\\alpha$; other learners, $\\gamma$ and"
    " $N \\geq n$ by Theorems \\ref{worst}, \\ref{sandwich-upper} and \\ref{mono}",
)
