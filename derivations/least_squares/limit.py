"""Least squares with p/n -> c: the likelihood ratio converges, and with it everything that depends on it.

c is the limit of p/n, kappa = c/(1-c); y, u = x't, r = y - u, a = |x|^2 + u^2 and G, chi-square with n-p+1 degrees, as in Theorem
ols-exact; co is the constant there and L the limit of the ratio; G_z stands for gamma.
"""

from fractions import Fraction

from flint import arb, fmpq

import boundcalc as bc
from boundcalc.numeric.precision import working_precision
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-limit", "Least squares with many features")
proof.given("0 < c < 1", "r real", "u real", "L >= 0", "G_z > 0", "x > 0")


def constant() -> finite.Report:
    """The constant of the ratio against sqrt(1-c), in balls: relatively within 1/(n-p)."""
    family, cases = "n in {10, 100, 1000, 10000}, c in {1/10, 1/2, 9/10}", 0
    with working_precision(200):
        for n in (10, 100, 1000, 10_000):
            for p in (n // 10, n // 2, 9 * n // 10):
                cases += 1
                logs = [arb(fmpq(k, 2)).lgamma() for k in (n, n - p + 1, n - p, n + 1)]
                value = (logs[0] + logs[1] - logs[2] - logs[3]).exp()
                if not abs(value / arb(fmpq(n - p, n)).sqrt() - 1) <= fmpq(1, n - p):
                    return finite.Report(family, cases, f"n = {n}, p = {p}: {value}", "certified")
    return finite.Report(family, cases, "", "certified")


proof.say(
    """By Theorem \\ref{ols-exact} the ratio is $C\\sqrt{1+|t|^2}\\, e^{ru}\\, \\mathbb{E}_G(1 + a/G)e^{-r^2 a/(2G)}$ with
    $C = \\Gamma(\\frac n2)\\Gamma(\\frac{n-p+1}2)/(\\Gamma(\\frac{n-p}2)\\Gamma(\\frac{n+1}2))$. For an outsider $t$, $x$ and $y$ are independent,
    and $u$ given $t$ is $N(0, |t|^2)$. By the law of large numbers $|x|^2/n \\to c$, $G/n \\to 1-c$, and $1/(1+|t|^2)$, of law
    Beta$((n-p+1)/2, p/2)$, tends to $1-c$; $u$ stays bounded in probability, so that $a/G \\to \\kappa = c/(1-c)$:"""
)
proof.show("1/(1-c) - 1 = c/(1-c)", "$|t|^2 \\to \\kappa$, the variance of $u$ for an outsider, independent of $y$")
proof.show("1 + c/(1-c) = 1/(1-c)", "the factor $1 + a/G$, and the variance of an outsider's residual")
proof.models(
    "C is sqrt(1-p/n) up to the relative error 1/(n-p)",
    constant,
    "$(\\Gamma(s+\\frac12)/\\Gamma(s))^2$ is at most $s$ and at least $s^2/(s+\\frac12)$ for every $s > 0$, by log-convexity; here "
    "$s = (n-p)/2$ and $s = n/2$",
)
proof.show(
    "x^2/(x + 1/2) >= x - 1/2",
    "so $C^2$ is between $(1-\\frac pn)(1 - \\frac1{n-p})$ and $(1-\\frac pn)/(1-\\frac1n)$: $C \\to \\sqrt{1-c}$",
)
proof.show(
    "sqrt(1-c)*sqrt(1 + c/(1-c))*(1 + c/(1-c)) = 1/(1-c)",
    "the mean over $G$ converges because $(1+v)e^{-r^2v/2} \\leq 1+v$ is continuous and $\\mathbb{E}(n/G)^2$ bounded: the ratio converges in law, "
    "for an outsider, to $L = (1-c)^{-1} e^{ru - \\kappa r^2/2}$ at $(y, u) \\sim N(0, \\mathrm{diag}(1, \\kappa))$",
)
proof.say("$L$ is the ratio of two normal densities, and so has mean one for an outsider:")
proof.show(
    "1*c - c^2 = c*(1-c)",
    "the determinant of the members' covariance $\\begin{smallmatrix}1&c\\\\c&c\\end{smallmatrix}$",
)
proof.show("sqrt(c/(1-c)/(c*(1-c))) = 1/(1-c)", "the root of the quotient of the determinants, the front of $L$")
exponent = proof.show(
    "r*u - c/(1-c)*r^2/2 = ((r+u)^2 + (1-c)/c*u^2)/2 - (((r+u)^2*c - 2*c*(r+u)*u + u^2)/(c*(1-c)))/2",
    "the exponent of $L$ beside that of the two densities in $(y, x't) = (r + u, u)$",
)
proof.show(
    "pos(L - G_z) = L - G_z + pos(G_z - L)",
    "so $E_\\gamma(P_1\\|P_0) = 1 - \\gamma + \\mathbb{E}_0(\\gamma - \\mathrm{LR})_+$, and the same of the limits. $(\\gamma - v)_+$ is bounded "
    "and continuous: the divergences converge for every $\\gamma$; the law of $L$ has no atoms, so the ROC converges too",
)
proof.models(
    "For n = 10 and p = 5 the value is within 2% of the limit.",
    lambda: finite.approaches(
        "ols-limit", [bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=10)], [Fraction(1, 50)]
    ),
)
proof.conclude(
    "r*u - c/(1-c)*r^2/2 = ((r+u)^2 + (1-c)/c*u^2)/2 - (((r+u)^2*c - 2*c*(r+u)*u + u^2)/(c*(1-c)))/2",
    "$\\Delta_\\gamma$ and the ROC tend to those of the two normal laws in $(y, x't)$, whose log ratio this is, up to $-\\ln(1-c)$",
    since=exponent,
)
