"""Far from gamma = 1 only rare values count: the sequence is above that of the singletons, and seldom far below its mean.

a(k) is the sequence, t the share of the records that train, B' a binomial count.
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-unique", "Upper bound from rare values")
proof.given("k real", "b >= 0", "x >= b", "P[i] probabilities", "d[i] real", "c real", "g >= e", "f >= 0")
proof.given("0 <= u <= 1", "v >= 0", "y >= v", "0 <= w <= 1")

proof.say(
    """By Theorem \\ref{disc-unique} $n\\Delta_\\gamma$ is at most the mean of the number of values that occur once, and $a(k) \\geq
    1_{k=1}$. The sequence has the steps $d(1) = 1$ and $d(k) \\leq 0$ beyond, and"""
)
proof.models(
    "$d(k) \\leq 1$, $k\\,d(k)^2 \\leq a(k)$ and $a(k) \\geq 1_{k=1}$ for every $k$",
    lambda: balls("count-unique"),
    "in rationals up to $8$; beyond, the sequence is constant",
)
proof.say(
    """so that the concentration of Theorem \\ref{count} holds for $F$. For a part $t$ of the records take $a_t(k) =
    \\mathbb{E}a(\\mathrm{Bin}(k,t))$, whose sum has the mean of the thinned table's $F$, with counts $\\mathrm{Bin}(n, pt)$ that are above
    $\\mathrm{Bin}(nt, p)$ in convex order; the steps of $a_t/t$ are
    $\\mathbb{E}d(1+B')$ with $B' \\sim \\mathrm{Bin}(k-1,t)$, and $a_t(k)/t \\geq k\\,\\mathbb{E}d(1+B')^2$ by the size bias of the
    binomial law:"""
)
proof.show(
    "sum(P[i]*(2*c*d[i] - c^2), i) <= sum(P[i]*d[i]^2, i)",
    "with $c = \\mathbb{E}d(1+B')$ the left side is $c^2$: the squares of the steps are as small as they must be",
)
proof.say(
    """With $q = pt$ and $u = \\gamma q \\leq 1$ (else the atom adds $0$) Theorem \\ref{disc-unique} has shown $\\mathbb{E}(B - \\gamma nq)_+
    \\leq nq\\,e^{-\\gamma nq}(1+(e-1)q)^{n-1}$ for $B \\sim \\mathrm{Bin}(n,q)$. That is at most $nq(1-\\tau q)^{n-1}$, the mean number of
    values that occur once in a part $\\tau t$ divided by $\\tau$, if $1 + au \\leq (1-bu)e^u$ with $a = (e-1)/\\gamma$, $b = \\tau/\\gamma$. For
    $\\tau = \\min(\\gamma - e + 1, .63(\\gamma-1))$ it is $a + b \\leq 1$ and $b \\leq .63 - .63a/(e-1)$: the inequality, linear in $a$ and
    $b$, holds on the polygon of these if it does at its corners $(0,0)$, $(1,0)$ and at $(0, .63)$ and $(.584, .416)$, which lie on
    or beyond the others:"""
)
proof.show("1 + u <= exp(u)", "at $(1, 0)$, and so at $(0, 0)$")
proof.show("1 <= (1 - 63/100*u)*exp(u)", "at $(0, .63)$")
proof.show("1 + 73/125*u <= (1 - 52/125*u)*exp(u)", "at $(.584, .416)$")
proof.show("416/1000 >= 63/100 - 63/100*(584/1000)/(e-1)", "which is on the line $a + b = 1$ and beyond the other")
proof.show("w*v + (1-w)*b <= w*y + (1-w)*x", "and so between corners")
proof.say("For other learners and $N \\geq n$, Theorems \\ref{worst} and \\ref{mono}. And for every attack:")
proof.conclude(
    "x - g*f <= b + (x - b) - e*f",
    "$\\mathrm{TPR} - \\gamma\\mathrm{FPR} \\leq \\Delta_e$ at $\\gamma = e$: $\\mathrm{TPR} \\leq U/n + e\\,\\mathrm{FPR}$",
)
