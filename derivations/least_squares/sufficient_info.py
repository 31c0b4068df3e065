"""The information in the sufficient statistics of least squares, an upper bound on what they leak.

S = X'X, h = x'S^{-1}x and r = y - x't as in the likelihood ratio of Theorem ols-sufficient, for a member; psi is the digamma
function. s is the sum of psi((n+1-i)/2) over i <= p, f = psi((n-p)/2) - psi(n/2),
g = ln(Gamma(n/2)/Gamma((n-p)/2)), D is Delta and I_z the mutual information.
"""

from flint import acb, arb, fmpq

from boundcalc.numeric.precision import working_precision
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def log_chi_square() -> Report:
    """The mean of ln v over the chi-square law with k degrees, in balls: v = e^w.

    Outside -80 <= w <= 6 the integrand is below |w| e^(k w/2 - e^w/2), whose integrals there are below 1e-15.
    """
    family, cases = "k in {1, 2, 3, 4, 5}, to 14 digits", 0
    with working_precision(80):
        for k in range(1, 6):
            cases += 1
            half = arb(fmpq(k, 2))

            def integrand(w: acb, _: object, half: arb = half) -> acb:
                return w * (half * w - w.exp() / 2).exp()

            inside = acb.integral(integrand, acb(-80), acb(6)).real / (arb(2) ** half * half.gamma())
            if not abs(inside - arb(2).log() - half.digamma()) + arb(fmpq(1, 10**15)) < arb(fmpq(1, 10**14)):
                return Report(family, cases, f"k = {k}: {inside}", "certified")
    return Report(family, cases, "", "certified")


proof = Derivation("ols-sufficient-info", "The information in the Gram matrix")
proof.given("p integer >= 1", "n integer > p", "s, f, g real", "D >= 0", "I_z >= 0")
proof.given("D <= min(sqrt(I_z/2), sqrt(1 - exp(-I_z)))")
proof.given("I_z = g + (n-p-3)/2*f + p/2 - s/2")

proof.say(
    """The information is the mean, for a member, of the logarithm of the likelihood ratio of Theorem \\ref{ols-sufficient}. There
    $|S|$ is a product of independent chi-squares with $n+1-i$ degrees, $i \\leq p$; $1-h = A/(A+B)$ with $A$, $B$ independent
    chi-squares with $n-p$ and $p$ degrees (a row of an orthonormal basis of the column space of $X$); and given the
    features $r \\sim N(0, 1-h)$."""
)
proof.models(
    "The mean of the logarithm of a chi-square variable with k degrees is ln 2 + psi(k/2)",
    log_chi_square,
    "the derivative of the gamma integral, which holds for every k",
)
proof.say("So $\\mathbb{E}\\ln|S| = p \\ln 2 + s$, $\\mathbb{E}\\ln(1-h) = f$, $\\mathbb{E}\\,r^2/(1-h) = 1$:")
proof.show(
    "p*log(2)/2 - (p*log(2) + s)/2 + (n-p-3)/2*f + (p + 1)/2 - 1/2 = (n-p-3)/2*f + p/2 - s/2",
    "the means of the terms, with $\\mathbb{E}|x|^2 = p$ and $\\mathbb{E}y^2 = 1$",
)
proof.say(
    "This is the information; the constraint on $D$ is Theorem \\ref{information}. A function of the release leaks no more, by Theorem \\ref{dpi}."
)
proof.conclude(
    "D <= min(sqrt((g + (n-p-3)/2*f + p/2 - s/2)/2), sqrt(1 - exp(-(g + (n-p-3)/2*f + p/2 - s/2))))",
    "insert",
)
