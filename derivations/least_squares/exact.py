"""Least squares on Gaussian data: the likelihood ratio of the estimate t and a record (x, y).

In standard units: x ~ N(0, I_p), y ~ N(0, 1), no coefficients; an affine bijection of records and releases leaves the game
as it is. u = x't, r = y - u, T = |t|^2, a = |x|^2 + u^2, s = |r| sqrt(a), mu = (n-p+1)/2. k1 stands for s^mu K_mu(s) and
k0 for s^(mu-1) K_(mu-1)(s). W, with entries w11, w12, w22 for p = 2, is the sum of squares and products of the features
of the other n-1 records. In the reduction u = |x| tan(phi), co and si are the cosine and
the sine of phi, al = sqrt(a), zeta = r al and w = |t_perp|^2 co^2 for the part of t across x.
"""

from flint import acb, arb, fmpq

from boundcalc.numeric.precision import working_precision
from boundcalc.proof import Derivation
from boundcalc.proof.finite import Report


def bessel_integral() -> Report:
    """The integral of g^(mu-1) e^(-g/2 - s^2/(2g)) over g > 0 beside 2 s^mu K_mu(s), in balls.

    With g = e^v. Outside |v| <= 6 the integrand is below e^(7|v|/2 - e^|v|/2), whose integrals there are below 1e-70.
    """
    family, cases = "mu in {1, 3/2, 2, 5/2, 3, 7/2}, s in {1, 2, 3}, to 15 digits", 0
    with working_precision(80):
        for twice in range(2, 8):
            for size in (1, 2, 3):
                cases += 1
                mu, s = arb(fmpq(twice, 2)), arb(size)

                def integrand(v: acb, _: object, mu: arb = mu, s: arb = s) -> acb:
                    return (mu * v - v.exp() / 2 - s**2 / 2 * (-v).exp()).exp()

                inside = acb.integral(integrand, acb(-6), acb(6)).real
                closed = 2 * s**mu * s.bessel_k(mu)
                if not abs(inside - closed) + arb(fmpq(1, 10**70)) < arb(fmpq(1, 10**15)):
                    return Report(family, cases, f"mu = {mu}, s = {s}: {inside} and {closed}", "certified")
    return Report(family, cases, "", "certified")


proof = Derivation("ols-exact", "Least squares, exactly")
proof.given("p integer >= 1", "n integer > p", "T >= 0", "a > 0", "k0 > 0", "k1 > 0", "r real", "u real")
proof.given("x1, x2, t1, t2 real", "w11 > 0", "w22 > 0", "w12 real", "w11*w22 - w12^2 > 0", "g > 0", "s > 0")
proof.given("co > 0", "si real", "co^2 + si^2 = 1", "al > 0", "zeta real", "w >= 0")
proof.let("mu", "(n-p+1)/2")
proof.let("D", "w11*w22 - w12^2")
proof.let("v", "w11*t1 + w12*t2 - x1*r")
proof.let("z", "w12*t1 + w22*t2 - x2*r")
proof.let("quadratic", "w22*x1^2 - 2*w12*x1*x2 + w11*x2^2")
proof.let("const", "(2*pi)^(-p/2)*2^(p/2)")
proof.let("bessel", "(2*k1 + 2*a*k0)/(2^mu*Gamma(mu))")
proof.let("member", "const*Gamma(n/2)/Gamma((n-p)/2)*(1+T)^(-n/2)*exp(r*u)*bessel")
proof.let("outsider", "const*Gamma((n+1)/2)/Gamma((n+1-p)/2)*(1+T)^(-(n+1)/2)")

proof.say(
    """Given the features, $S t \\sim N(0, S)$ with $S$ their sum of squares and products, so $t$ has density
    $(2\\pi)^{-p/2} |S|^{1/2} e^{-t'St/2}$ there; $S$ is Wishart with $n$ degrees. Multiplied by $|S|^{1/2} e^{-t'St/2}$, the Wishart
    density with $k$ degrees becomes one with $k+1$ degrees and scale $(I+tt')^{-1}$, and its total mass becomes
    $2^{p/2} \\Gamma((k+1)/2)/\\Gamma((k+1-p)/2)\\, |I+tt'|^{-(k+1)/2}$, where $|I+tt'| = 1+|t|^2$:"""
)
proof.show(
    "(1+t1^2)*(1+t2^2) - (t1*t2)^2 = 1 + t1^2 + t2^2", "the determinant for two features; in general one eigenvalue"
)
proof.show(
    "Gamma((n+2-p)/2)/Gamma((n+1-p)/2)*(Gamma((n+1)/2)/Gamma((n+2-p)/2)) = Gamma((n+1)/2)/Gamma((n+1-p)/2)",
    "$\\mathbb{E}|S|^{1/2} = 2^{p/2}\\prod_{i \\leq p} \\Gamma((n+2-i)/2)/\\Gamma((n+1-i)/2)$ telescopes: its last factor",
)
proof.say("With $k = n$ this is the density of $t$ for outsiders, $(2\\pi)^{-p/2}$ in front.")

proof.say(
    """For a member $(x,y)$, $S = W + xx'$ and $St - xy = Wt - xr$ is $N(0,W)$ given $W$: the density of $t$ is
    $(2\\pi)^{-p/2} |S|\\,|W|^{-1/2} e^{-q/2}$ with $q = (Wt-xr)'W^{-1}(Wt-xr)$. For two features, $q$ and $|S|$ are"""
)
proof.show(
    "(w22*v^2 - 2*w12*v*z + w11*z^2)/D = w11*t1^2 + 2*w12*t1*t2 + w22*t2^2 - 2*r*(x1*t1 + x2*t2) + r^2*quadratic/D",
    "$q = t'Wt - 2ru + r^2 x'W^{-1}x$, and so in every dimension",
)
proof.show(
    "(w11+x1^2)*(w22+x2^2) - (w12+x1*x2)^2 = D*(1 + quadratic/D)",
    "$|S| = |W|(1 + x'W^{-1}x)$",
)
proof.say(
    """So the density is $(2\\pi)^{-p/2} e^{ru} (1+h) e^{-r^2h/2}\\, |W|^{1/2} e^{-t'Wt/2}$, $h = x'W^{-1}x$. The last two factors tilt
    $W$, Wishart with $n-1$ degrees, to $n$ degrees and scale $(I+tt')^{-1}$; then $h = a/G$, $G$ chi-square with $2\\mu$ degrees and
    $a = x'(I+tt')x = |x|^2+u^2$:"""
)
proof.show(
    "x1*((1+t1^2)*x1 + t1*t2*x2) + x2*(t1*t2*x1 + (1+t2^2)*x2) = x1^2 + x2^2 + (x1*t1 + x2*t2)^2",
    "the quadratic form",
)
proof.say("It remains to take the mean of $(1 + a/G) e^{-s^2/(2G)}$. The density of $G$ makes it two Bessel integrals:")
proof.show(
    "(1 + a/g)*g^(mu-1)*exp(-g/2 - s^2/(2*g)) = g^(mu-1)*exp(-g/2 - s^2/(2*g)) + a*g^(mu-2)*exp(-g/2 - s^2/(2*g))",
    "of orders $\\mu$ and $\\mu-1$",
)
proof.models(
    "The integral of $g^{\\mu-1} e^{-g/2 - s^2/(2g)}$ over $g > 0$ is $2 s^\\mu K_\\mu(s)$",
    bessel_integral,
    "the integral representation of the Bessel function, which holds for every order",
)
proof.say(
    """The ratio is unbounded: on $y = u$, where $r = 0$, the mean is that of $1 + a/G$, at least $1$, and $|t|$ is arbitrary;
    the ratio is continuous, and both laws have a density that is positive everywhere."""
)
proof.show("sqrt(1+T)*(1 + a/g) >= sqrt(T)", "so no bound holds for all releases: no pure differential privacy")
ratio = proof.show(
    "member/outsider = 2^(1-mu)*Gamma(n/2)/(Gamma((n-p)/2)*Gamma((n+1)/2))*sqrt(1+T)*exp(r*u)*(k1 + a*k0)",
    "the density for a member over that for an outsider",
)

proof.say(
    """The reduction. Along $x$ the estimate is $\\tan\\varphi$, $u = |x|\\tan\\varphi$. For an outsider $t$ is independent of $(x, y)$ and
    its density depends on $1+|t|^2 = (1+w)/\\cos^2\\varphi$ alone; with $w = |t_\\perp|^2\\cos^2\\varphi$, $dt_\\perp$ is
    $\\cos^{1-p}\\varphi$ times a function of $w$, so that $w$, of beta prime law, is independent of all else, and $\\varphi$ has
    density proportional to $\\cos^{n-p}\\varphi$. In the coordinates $\\alpha = \\sqrt a$, $\\zeta = r\\alpha$ (co and si are the cosine and the sine of $\\varphi$):"""
)
proof.show(
    "g^(n+1)*g^(1-p)*g^(-2) = g^(n-p)",
    "$g = \\cos\\varphi$: the density in $t$, the change of $t_\\perp$ and that of $\\tan\\varphi$",
)
proof.show(
    "(al*co)^2 + (al*si)^2 = al^2",
    "$|x| = \\alpha\\cos\\varphi$ and $u = \\alpha\\sin\\varphi$, since $a = |x|^2 + u^2$",
)
proof.show(
    "(al*co)^2 + (zeta/al + al*si)^2 = al^2 + zeta^2/al^2 + 2*zeta*si",
    "the exponent $|x|^2 + y^2$, $y = r + u$",
)
proof.show(
    "co^(n-p)*(al*co)^(p-1)*(co/al) = co^n*al^(p-2)",
    "with the density of $|x|$ and $\\partial(|x|, y)/\\partial(\\alpha, \\zeta) = \\cos\\varphi/\\alpha$: for an outsider the density of "
    "$(\\varphi, \\zeta, \\alpha)$ is proportional to $\\cos^n\\varphi\\, e^{-\\zeta\\sin\\varphi}\\alpha^{p-2} e^{-(\\alpha^2 + \\zeta^2/\\alpha^2)/2}$",
)
proof.show(
    "sqrt((1+w)/co^2)*exp(zeta/al*(al*si)) = sqrt(1+w)*exp(zeta*si)/co",
    "the front of the ratio in these coordinates: it grows with $w$ and, as $a = \\alpha^2$, with $\\alpha$",
)
proof.conclude(
    "member/outsider = 2^(1-mu)*Gamma(n/2)/(Gamma((n-p)/2)*Gamma((n+1)/2))*sqrt(1+T)*exp(r*u)*(k1 + a*k0)",
    "$\\Delta_\\gamma$ is the divergence of this ratio, by Theorem \\ref{cond}",
    since=ratio,
)
