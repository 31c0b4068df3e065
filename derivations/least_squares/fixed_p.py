"""Least squares with a fixed number p of features: sqrt(n)(LR - 1) converges, and its negative part is uniformly integrable.

T = |t|^2, u = x't, r = y - u, a = |x|^2 + u^2, G chi-square with n-p+1 = m degrees and C, the constant of the ratio, as in
Theorem ols-exact; E_w stands for e^w.
"""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("ols-fixed-p", "Least squares with few features")
proof.given("p in {1, 2, 3, 4, 5, 6, 7, 8}", "n in {20, 100, 1000}", "m integer >= 3")
proof.given("C > 0", "T >= 0", "g > 0", "a >= 0", "r, u, w, y, E_w real", "E_w >= 1 + w")

proof.say(
    """By Theorem \\ref{ols-exact} the ratio is $C\\sqrt{1+T}\\, e^{ru}\\, \\mathbb{E}_G(1 + a/G)e^{-r^2 a/(2G)}$. For an outsider $t$ is
    independent of $(x, y)$, and $\\sqrt n\\, t \\to N(0, I_p)$. So $T$, $a/G$ and $u^2$ are of order $1/n$, and"""
)
proof.show(
    "abs(Gamma(n/2)*Gamma((n-p+1)/2)/(Gamma((n-p)/2)*Gamma((n+1)/2)) - 1) <= p/n",
    "$C = 1 - O(1/n)$: the quotients of gamma functions are $\\sqrt{(n-p)/n}$ up to $O(1/n)$",
)
proof.show(
    "(y - u)*u = y*u - u^2",
    "$\\sqrt n(\\mathrm{LR} - 1) = \\sqrt n\\, y u + O(n^{-1/2})$ in probability, which tends to $y|x|Z$ in law, $Z$ standard normal and "
    "independent of $(x, y)$, as $u = x't$",
)
proof.say(
    """$\\Delta = \\mathbb{E}_0(1 - \\mathrm{LR})_+$ for $\\gamma = 1$. The mean of $\\sqrt n(1 - \\mathrm{LR})_+$ converges with its law because it is
    dominated: by Jensen's inequality the mean of $e^{-r^2a/(2G)}$ is at least $e^{-r^2 a/(2(m-2))}$, and"""
)
proof.show("Gamma(m/2 - 1)/(2*Gamma(m/2)) = 1/(m-2)", "$\\mathbb{E}\\,1/G$ for $m = n-p+1 \\geq 3$ degrees")
proof.show("sqrt(1+T)*(1 + a/g) >= 1", "the other factors are at least one")
proof.show(
    "1 - C*E_w <= abs(1 - C) + C*abs(w)",
    "$e^w \\geq 1 + w$ at $w = ru - r^2a/(2(m-2))$: $(1-\\mathrm{LR})_+$ is at most $|1-C| + C|ru| + C r^2 a/(2(m-2))$, which times $\\sqrt n$ has bounded second "
    "moments (those of $t$ exist for $n - p$ large): uniformly integrable",
)
proof.say(
    """So $\\sqrt n\\,\\Delta \\to \\mathbb{E}(y|x|Z)_-$, half of $\\mathbb{E}|x|\\,\\mathbb{E}|y|\\,\\mathbb{E}|Z|$ by symmetry; $|x|$ is chi with $p$ degrees."""
)
proof.show(
    "Gamma(1)/Gamma(1/2)*sqrt(2) = sqrt(2/pi)",
    "$\\mathbb{E}|Z| = \\sqrt2\\,\\Gamma(1)/\\Gamma(\\frac12)$, the case $p = 1$",
)
proof.models(
    "For p = 1 and n = 100 the value is within 5% of the limit.",
    lambda: finite.approaches(
        "ols-fixed-p", [bc.Game(bc.GaussianRegression(p=1), bc.LeastSquares(), n=100)], [Fraction(1, 20)]
    ),
)
proof.conclude(
    "sqrt(2)*Gamma((p+1)/2)/Gamma(p/2)*sqrt(2/pi)*sqrt(2/pi)/2 = sqrt(2)*Gamma((p+1)/2)/(pi*Gamma(p/2))",
    "$\\mathbb{E}|x| = \\sqrt2\\,\\Gamma((p+1)/2)/\\Gamma(p/2)$",
)
