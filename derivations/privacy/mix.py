"""T-MIX: a bound on E_c of the laws given two records, for all c >= 1, bounds the leakage of the average target.

At one release let f be the density of the law given a random record with respect to the law of the release, the mixture
of all of them: E f = 1. f' is an independent copy. g = max(gamma, 1/gamma) >= 1 and 0 <= k < 1. w is the probability of
f > g and b the part of the mean of f there; v and c those of f < 1/g. x and y are the means of sqrt(f) over the event and
over the rest.
"""

from boundcalc.proof import Derivation

proof = Derivation("mix", "The average target under a privacy guarantee")
proof.given("g >= 1", "0 <= k < 1", "0 <= w <= 1", "0 <= b <= 1", "0 <= v <= 1", "0 <= c <= 1", "x >= 0", "y >= 0")
proof.given("x <= sqrt(w*b)", "y <= sqrt((1-w)*(1-b))")

proof.say(
    "Let $h(r) = (1-k) r - (g+k) - 2\\sqrt{k(g-1+k)}\\sqrt{r}$. It is convex, with slope at most $1-k$ and one zero "
    "$r_0 \\geq 1$, so that $h_+(r) = \\int_{r_0}^\\infty (r-t)_+\\, \\nu(dt)$ with $\\nu \\geq 0$ of mass $1-k$. The "
    "guarantee says $\\mathbb{E}(f - t f')_+ \\leq E_t(P\\|Q)$ in the mean over both records and the law of the release, "
    "hence $\\mathbb{E}\\, f' h_+(f/f') \\leq \\mathbb{E}_Q\\, h_+(L) + (1-k) P(L = \\infty)$. At one release keep only "
    "$f > g \\geq f'$ in this mean, where $h \\leq h_+$; $x$ and $y$ are bounded by the inequality of Cauchy and Schwarz. "
    "Then it exceeds $\\mathbb{E}(f-g)_+ - k = b - g w - k$ by at least a square:"
)
proof.show(
    "(1-k)*b*(1-w) - (g+k)*w*(1-b) - (b - g*w - k)"
    " - 2*sqrt(k*(g-1+k))*sqrt(w*b)*sqrt((1-w)*(1-b))"
    " = (sqrt((g-1+k)*w*b) - sqrt(k*(1-w)*(1-b)))^2",
    "a square",
)
above = proof.show(
    "(1-k)*b*(1-w) - (g+k)*w*(1-b) - 2*sqrt(k*(g-1+k))*x*y >= b - g*w - k",
    "for the order of member and other law with $f$ above",
)
proof.say(
    "In the other order keep only $f' < 1/g \\leq f$: the mean exceeds $\\mathbb{E}(1 - g f)_+ - k = v - g c - k$ by the "
    "same square in $v$ and $c$:"
)
proof.show(
    "(1-k)*v*(1-c) - (g+k)*c*(1-v) - (v - g*c - k)"
    " - 2*sqrt(k*(g-1+k))*sqrt(v*c)*sqrt((1-v)*(1-c))"
    " = (sqrt((g-1+k)*v*c) - sqrt(k*(1-v)*(1-c)))^2",
    "a square",
)
proof.conclude(
    "(1-k)*b*(1-w) - (g+k)*w*(1-b) - 2*sqrt(k*(g-1+k))*x*y >= b - g*w - k",
    "integrated against the law of the release: $\\Delta_\\gamma \\leq k + \\mathbb{E}_Q\\, h_+(L) + (1-k) P(L = \\infty)$",
    since=above,
)
