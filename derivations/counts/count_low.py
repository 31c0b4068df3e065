"""A lower bound from counts, whatever the law: sum_j b(T_j) has mean at most n Delta_n, and is seldom far above its mean.

b(k) = ((n-2)/(n-1)) (1 - k/n) k g(k) with g convex and non-increasing. y is the mean of a Poisson variable, M(y) its largest
probability and H(y) = y M(y); x = 1/y. Z = sum_j b(T_j), e = E Z, d(k) = b(k) - b(k-1), and L = ln(1/alpha).
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-low", "Lower bound from counts")
proof.given("n integer >= 3", "k integer >= 1", "k < n", "m integer >= 1", "j integer >= 1", "0 < p < 1", "0 < r < 1")
proof.given(
    "0 < x <= 1/60", "y >= 60", "u >= -1", "z > 0", "w >= 0", "L > 0", "S > 0", "b >= 0", "a > 0", "s > 0", "c > 0"
)
proof.given("(b + a/2)*s < 1")

proof.say("First the mean. $T(n-T)$ takes one record equal to the atom and one that differs out of the binomial law:")
proof.show(
    "(n-2)/(n-1)*(1-k/n)*k*BinomialPMF(k, n, p) = (n-2)*p*(1-p)*BinomialPMF(k-1, n-2, p)",
    "so $\\mathbb{E}b(T) = (n-2)p(1-p)\\,\\mathbb{E}g(1+N)$ with $N \\sim \\mathrm{Bin}(n-2,p)$",
)
proof.say(
    """$g$ is convex, so $\\mathbb{E}g(1+N)$ is at most its mean under $\\mathrm{Pois}(y)$, $y = (n-2)p$ (Theorem \\ref{pois}), which
    is at most $M(y)$ by assumption: $\\mathbb{E}b(T) \\leq (1-p) H((n-2)p) \\leq (1-p)H(np)$, as $H$ is non-decreasing. Now
    $(1-p)H(np) \\leq n h(n,p)$. Both are $np(1-p)$ times a largest probability, at $m = \\lfloor np \\rfloor$, and the logarithm of
    the ratio of the binomial to the Poisson one has a derivative in $p$ that is not negative while $np < m+1$:"""
)
proof.show("n - (n-1-m)/(1-p) = (m+1-n*p)/(1-p)", "the derivative; the powers of $p$ cancel")
proof.show(
    "factorial(m+j-1)/factorial(j-1)*j^(j-1)/(m+j)^(m+j-1)*exp(m)"
    " = factorial(m+j)*exp(m+j)/(m+j)^(m+j)/(factorial(j)*exp(j)/j^j)",
    "the ratio at $np = m$, $n = m+j$, is $s_n/s_j$ with $s_k = k!\\,e^k/k^k$; at $m = 0$ it is $1$",
)
proof.show("log(1+z) <= z", "at $z = 1/k$: $s_{k+1}/s_k = e\\,(1+1/k)^{-k} \\geq 1$")

proof.say(
    "Two shapes satisfy the assumption: $g_A(k) = 1/\\sqrt{2\\pi k}$, and $g_B$, $.724$ at $1$ and a tangent of $g_A$ up to $12$."
)
proof.models(
    "$\\mathbb{E}g(1+\\mathrm{Pois}(y)) \\leq M(y)$ for both and $0 \\leq y \\leq 60$",
    lambda: balls("count-low-shapes"),
    "both sides fall in $y$",
)
proof.say(
    "For $y \\geq 60$, $\\mathbb{E}g_A(1+N) = \\mathbb{E}\\sqrt{N}/(\\sqrt{2\\pi}\\,y)$; expand the root at $u = (N-y)/y$."
)
proof.show("sqrt(1+u) <= 1 + u/2 - u^2/8 + u^3/16", "in the mean $1 - 1/(8y) + 1/(16y^2)$")
proof.show(
    "1 - x/8 + x^2/16 + x/30 <= 1 - x/(12*(1-x))",
    "Stirling's bounds (Theorem \\ref{disc-robbins-lower}) give $\\sqrt{2\\pi y}\\,M(y) \\geq e^{-1/(12(y-1))}$, with $x = 1/y$",
)
proof.show(
    "y^3*exp(-y) <= 1/1000", "$g_B$ exceeds $g_A$ only at $1$, by $.33$, and $\\sqrt{2\\pi y}\\,.33\\,e^{-y} < 1/(30y)$"
)

proof.say(
    "The singletons less a share of the pairs are a third such functional; $h \\geq p\\,\\mathbb{P}(T=0) = p(1-p)^n$."
)
proof.show(
    "n*(1-r)*r^(n-1) - 2/(n-1)*(n*(n-1)/2)*(1-r)^2*r^(n-2) = n*(1-r)*(2*r-1)*r^(n-2)",
    "the mean for one atom, $r = 1-p$",
)
proof.show("2*r - 1 <= r^2", "at most $np(1-p)^n \\leq n h$")

proof.say(
    """Now the deviations. Exchanging one record changes $\\Phi_1 - 2\\Phi_2/(n-1)$ by at most $2(1+1/(n-1))$; by the inequality of
    bounded differences, $2t^2/(n\\,(2(1+1/(n-1)))^2) = L$ at $t = \\sqrt{2nL}(1+1/(n-1))$:"""
)
proof.show("2*(2*n*L*(1+1/(n-1))^2)/(n*(2*(1+1/(n-1)))^2) = L", "so this much is subtracted")
proof.say(
    """For $Z$ the modified logarithmic Sobolev inequality of Theorem \\ref{count} is used with $s > 0$, $\\varphi(v) = e^v - 1 - v$ and
    $\\sum_j T_j d(T_j)^2 \\leq aZ + C$; a step down is at most $3b$, whence $\\varphi(-sd) \\leq s^2d^2/(2(1-bs))$ by"""
)
proof.show("exp(-w) - 1 + w <= w^2/2", "for $d \\geq 0$")
proof.show("(exp(w)-1-w)*(1-w/3) <= w^2/2", "for $d < 0$")
proof.say(
    """So $G = \\ln\\mathbb{E}e^{s(Z-e)}$
    has $(1-bs)(sG' - G) \\leq (s^2/2)(a(G'+e) + C)$. With $\\sigma^2 = ae + C$ this holds the other way for
    $\\sigma^2s^2/(2(1-(b+a/2)s))$, which is therefore above $G$: divided by $\\sigma^2 s^2/2$ and multiplied out,"""
)
proof.show(
    "(1-(b+a/2)*s)*(2-(b+a/2)*s) - (1-(b+a/2)*s)*(1-b*s) >= (1-(b+a/2)*s)^2",
    "that is $(1-(b+a/2)s)\\,bs \\geq 0$",
)
proof.say("With $S = \\sigma$, $c = b + a/2$ and $L = \\sigma^2w^2/2$, the exponent at $s = w/(1+cw)$ is:")
proof.show(
    "w/(1+c*w)*(S^2*w + c*S^2*w^2/2) - S^2*(w/(1+c*w))^2/(2*(1-c*w/(1+c*w))) = S^2*w^2/2",
    "$Z \\leq e + \\sqrt{2(ae+C)L} + (a/2+b)L$ but for a probability $\\alpha$",
)
proof.conclude(
    "(n-2)/(n-1)*(1-k/n)*k*BinomialPMF(k, n, p) = (n-2)*p*(1-p)*BinomialPMF(k-1, n-2, p)",
    "summed with $g(k)$, at most $n h(n,p)$ by the above; summed over atoms, $\\mathbb{E}Z \\leq n\\Delta_n$ by Theorem"
    " \\ref{disc-exact}",
)
