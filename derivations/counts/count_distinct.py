"""Away from gamma = 1, the number of distinct values bounds the leakage.

T is the number of records equal to one atom of mass p, x = n p its mean, N a Poisson variable of mean x, H(x) = E|N - x|/2.
"""

from boundcalc.audit.sequence_checks import check_sequences
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def balls(*ids: str) -> Report:
    """The named checks of the certificate of the count sequences."""
    checks = [check for check in check_sequences() if check.id in ids]
    failed = next((check.text for check in checks if not check.holds), "")
    return Report("; ".join(check.text for check in checks), sum(c.cells for c in checks), failed, "certified")


proof = Derivation("count-distinct", "Upper bound from the number of distinct values")
proof.given("0 <= p < 1", "w >= 0", "v real", "g >= 9/8", "k integer >= 1", "y >= 0")

proof.say(
    """An atom contributes $n h = \\mathbb{E}(T - \\gamma x)_+$ to $n\\Delta_\\gamma$ when $\\gamma \\geq 1$, and $\\mathbb{E}(x - T/\\gamma)_+$
    else (Theorem \\ref{disc-exact}). Both fall as $\\gamma$ moves away from $1$, so that $g = 9/8$ is the worst case:"""
)
proof.show("pos(k - g*y) <= pos(k - 9/8*y)", "this is $\\gamma = g$")
proof.show("pos(y - g*k) <= pos(y - 9/8*k)", "and this $\\gamma = 1/g$")
proof.say(
    """Both are convex in $T$, and may be replaced by their means under $N$ (Theorem \\ref{pois}). What the atom adds to the number of
    distinct values is $\\mathbb{P}(T \\geq 1)$. So it is enough that $\\mathbb{E}(N - gx)_+$ and $\\mathbb{E}(x - gN)_+$ are at most
    $1 - e^{-x}$. For $x \\leq 6$ both are at most $H(x)$, and $H(x) = xe^{-x}$ for $x \\leq 1$:"""
)
proof.show("w*exp(-w) <= 1 - exp(-w)", "$x \\leq 1$")
proof.models(
    "$H(x) \\leq 1 - e^{-x}$ for $1 \\leq x \\leq 6$",
    lambda: balls("count-small"),
    "$H$ is non-decreasing: the left side at $m+1$ and the right side at $m$ decide",
)
proof.models(
    "$\\mathbb{E}(N - gx)_+$ and $\\mathbb{E}(x - gN)_+$ are at most $1 - e^{-6}$ for $6 \\leq x \\leq 200$",
    lambda: balls("count-distinct"),
    "monotone in the mean of $N$ and in $x$ beside it, so that the ends of a cell decide",
)
proof.say(
    """Let $x \\geq 200$. By the inequality below, at $v = s(N - gx)$ and $v = s(x/g - N)$ with $s = \\ln g$, the two means are at most
    $\\mathbb{E}e^{s(N-gx)-1}/s$ and $g\\,\\mathbb{E}e^{s(x/g-N)-1}/s$, with $\\mathbb{E}e^{sN} = e^{x(g-1)}$ and
    $\\mathbb{E}e^{-sN} = e^{x(1/g-1)}$. The exponents fall as $x$ grows:"""
)
proof.show("v <= exp(v - 1)", "the tangent of the exponential function")
proof.show("9/8*log(9/8) - 1/8 >= 1/134", "the first by this rate")
proof.show("1/9 - 8/9*log(9/8) >= 1/156", "the second by this one")
proof.show("exp(-200/134 - 1) <= log(9/8)*(1 - exp(-6))", "the first at $x = 200$")
proof.show("9/8*exp(-200/156 - 1) <= log(9/8)*(1 - exp(-6))", "the second")
proof.say(
    """A continuous part of mass $p_c$ adds at most $p_c$ to $\\Delta_\\gamma$ and $n p_c$ to the mean of the number of distinct values. The
    sequence $a(k) = 1_{k \\geq 1}$ has the steps $d(1) = 1$ and $0$ beyond, so that $d(k) \\leq 1$ and $k\\,d(k)^2 \\leq a(k)$: the
    concentration of Theorem \\ref{count} holds for $F = \\sum_j a(T_j)$. For other learners and $N \\geq n$, Theorems \\ref{worst} and
    \\ref{mono}. What remains is the mass at zero:"""
)
proof.conclude(
    "log(1-p) <= -p",
    "so $\\mathbb{P}(T \\geq 1) = 1 - e^{n\\ln(1-p)} \\geq 1 - e^{-x} \\geq n h$, and summed over atoms $\\mathbb{E}F \\geq n\\Delta_\\gamma$",
)
