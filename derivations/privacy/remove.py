"""T-REMOVE: what an add/remove guarantee says of the average target, without going through an exchange.

At one release let f be the density of the law given a random record with respect to a fixed law R, and m = E f its mean
over the record, the density of the release. g = max(gamma, 1/gamma). w is the probability of one event in the record; a
and b are the means of f where it is smaller and where it is larger; r = psi(a) and p = psi(b).
"""

from boundcalc.proof import Derivation

proof = Derivation("remove", "The average target under an add/remove guarantee")
proof.given("g >= 1", "0 <= v <= 1", "0 <= a", "a <= b", "p >= 0", "r >= 0")
proof.given("sqrt(g*(b-a)) <= sqrt(p + (g-1)*b) + sqrt(r)")
proof.given("w[k] probabilities", "0 <= h[k] <= 1", "0 <= d[k] <= 1")

proof.say(
    "Let $\\psi \\geq 0$ be convex. For $\\gamma \\geq 1$ the event is $f > g m$, of probability $v$: there the mean of $f$ "
    "is $b$, elsewhere it is $a$, so that $m = v b + (1-v) a$ and $\\mathbb{E}(f - g m)_+ = v (b - g m)$. By convexity "
    "$\\mathbb{E}\\,\\psi(f) \\geq v\\,\\psi(b) + (1-v)\\,\\psi(a)$, and this exceeds it by a square and a remainder:"
)
above = proof.show(
    "v*p + (1-v)*r - v*(b - g*(v*b + (1-v)*a))"
    " = (v*sqrt(p + (g-1)*b) - (1-v)*sqrt(r))^2 + v*(1-v)*((sqrt(p + (g-1)*b) + sqrt(r))^2 - g*(b-a))",
    "so that $\\sqrt{\\psi(b) + (g-1) b} + \\sqrt{\\psi(a)} \\geq \\sqrt{g (b-a)}$ is enough",
)
proof.say(
    "For $\\gamma < 1$ the event is $g f < m$: there the mean of $f$ is $a$, elsewhere it is $b$, $m = v a + (1-v) b$ and "
    "$\\mathbb{E}(m - g f)_+ = v (m - g a)$:"
)
proof.show(
    "v*r + (1-v)*p - v*(v*a + (1-v)*b - g*a)"
    " = (v*sqrt(r + (g-1)*a) - (1-v)*sqrt(p))^2 + v*(1-v)*((sqrt(r + (g-1)*a) + sqrt(p))^2 - (b-a))",
    "so that $\\sqrt{\\psi(b)} + \\sqrt{\\psi(a) + (g-1) a} \\geq \\sqrt{b-a}$ is enough",
)
proof.say(
    "Over the releases, under $R$, this bounds $\\Delta_\\gamma$ by the mean over the records $z$ of $\\mathbb{E}_R\\, "
    "\\psi(f_z)$. A piecewise linear $\\psi$ is $\\psi(0) + \\psi'(0) f + \\sum_k j_k (f - x_k)_+$ with $j_k \\geq 0$; "
    "$\\mathbb{E}_R f_z = 1$, and the guarantee says that $h_k = \\mathbb{E}_R (f_z - x_k)_+$ is at most $h_k + d_k = \\mathbb{E}_Q (L "
    "- x_k)_+ + P(L = \\infty)$, $d_k \\geq 0$. With $w_k$ the $j_k$ divided by their sum:"
)
proof.show(
    "sum(w[k]*h[k], k) <= sum(w[k]*(h[k] + d[k]), k)",
    "$\\mathbb{E}_R\\,\\psi(f_z) \\leq \\mathbb{E}_Q\\,\\psi(L) + \\psi'(\\infty) P(L = \\infty)$",
)
proof.conclude(
    "v*(b - g*(v*b + (1-v)*a)) <= v*p + (1-v)*r",
    "for $\\gamma \\geq 1$, and for $\\gamma < 1$ likewise; integrated against $R$: $\\Delta_\\gamma \\leq "
    "\\mathbb{E}_Q\\,\\psi(L) + \\psi'(\\infty) P(L = \\infty)$",
    since=above,
)
