"""Regressions of a class with p/n -> c: the algebra of the limit; the limit itself is cited.

f and k stand for l'(u) and l''(u), v = u + lam f for the score without the record; L is lam.
"""

from boundcalc.proof import Derivation

proof = Derivation("prox-limit", "Regressions of a class with many features")
proof.given("L > 0", "s > 0", "a > 0", "w, u, f real", "k >= 0", "0 < c < 1", "y, h real")

proof.say(
    """Leaving the record out gives a fit that is independent of it: its score is $v = aw + sZ$ in the limit (Sur and Cand\\`es 2019 without
    penalty; Salehi, Abbasi and Hassibi 2019 with one). Putting it in moves the score to the minimum of
    $\\ell(u) + (u - v)^2/(2\\lambda)$, so that $u + \\lambda\\ell'(u) = v$. Given $w$, an outsider's $u$ has the density
    $\\phi_s(u - aw)$ and a member's $\\phi_s(v - aw)(1 + \\lambda\\ell''(u))$. The exponent of the ratio is linear in $w$ for given $u$:"""
)
proof.show(
    "(u + L*f - a*w)^2 - (u - a*w)^2 = L*f*(2*u + L*f) - 2*a*L*f*w",
    "with $f = \\ell'(u) < 0$ the ratio falls in $w$: the records that are fitted against their signal give themselves away",
)
proof.say(
    """Squared loss, $\\ell = (y - u)^2/2$ with $a = 1$ and $h = u - g$, is least squares: $\\lambda = s^2 = c/(1-c)$ solve the system."""
)
proof.show("1/(1 + c/(1-c)) = 1 - c", "the third equation, with $\\ell'' = 1$")
proof.show(
    "(c/(1-c))^2*((1 + c/(1-c))*(1-c)^2) = c*(c/(1-c))",
    "the second: a member's residual is $(y - v)(1-c)$, and $y - v$ has variance $1 + s^2$",
)
last = proof.show(
    "-((h - c/(1-c)*(y - h))^2 - h^2)/(2*c/(1-c)) = (y - h)*h - c/(1-c)*(y - h)^2/2",
    "the exponent there is that of ols-limit",
)
proof.conclude(
    "-((h - c/(1-c)*(y - h))^2 - h^2)/(2*c/(1-c)) = (y - h)*h - c/(1-c)*(y - h)^2/2",
    "the same ratio as for least squares, where it is proved",
    since=last,
)
