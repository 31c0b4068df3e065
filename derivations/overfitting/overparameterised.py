"""What supports the attack on over-parameterised least squares: the law of the prediction at a fresh point when p/D -> 0.

It is s_1 Z sqrt(Q), Q a quotient of independent chi-squares with n and p-n+1 degrees of freedom, Z standard normal; the
formula treats it as normal. What the attack gains is compared in balls; for other p/D nothing is shown.
"""

import sympy as sp
from flint import acb, arb

from boundcalc.numeric import evaluate
from boundcalc.numeric.integrate import integrate
from boundcalc.numeric.precision import working_precision
from boundcalc.proof import Derivation, finite
from boundcalc.theorems.overfitting.gaussian_errors import error_advantage

CASES = ((20, 60), (100, 300), (100, 400), (400, 1200))


def gain(n: int, p: int) -> arb:
    """P(|fresh prediction| <= k s_1) - P(|member's| <= k s_1), k = sqrt(2) h, with Q = tan^2 of an angle."""
    r2 = arb(p - n - 1) / n
    h = (r2.log() / (2 * (r2 - 1))).sqrt()
    m = p - n + 1

    def integrand(z: acb, analytic: bool) -> acb:
        return (h * z.cos() / z.sin()).erf() * z.sin() ** (n - 1) * z.cos() ** (m - 1)

    area = integrate(
        integrand, 0, arb.pi() / 2, below=lambda t: t**n / n, cuts=[(arb(n) / (n + m)).sqrt().asin().mid()]
    )
    log_beta = (arb(n) / 2).lgamma() + (arb(m) / 2).lgamma() - (arb(n + m) / 2).lgamma()
    return 2 * area / log_beta.exp() - h.erf()


def attack() -> finite.Report:
    """Whether the gain is within the relative distance 2/n of the formula."""
    for i, (n, p) in enumerate(CASES, 1):
        formula = evaluate(error_advantage(sp.sqrt(sp.Rational(p - n - 1, n))), 15).midpoint
        with working_precision(100):
            off = abs(gain(n, p) * formula.denominator / formula.numerator - 1)
            if not off + arb("1e-12") <= arb(2) / n:
                return finite.Report(str(CASES), i, f"n = {n}, p = {p}: off by {off}", "certified")
    return finite.Report(f"(n, p) in {CASES}", len(CASES), "", "certified")


proof = Derivation("overparameterised", "Over-parameterised least squares")
proof.given("n integer >= 1", "m integer >= 3")

proof.models("What the attack gains is within 2/n of the formula, relatively.", attack)
proof.conclude(
    "n*Gamma(m/2 - 1)/(2*Gamma(m/2)) = n/(m - 2)",
    "$\\mathbb{E}\\,Q$ for $m = p-n+1$, so $s_0^2 = (1 + \\sigma^2)\\,n/(p-n-1)$ as $p/D \\to 0$",
)
