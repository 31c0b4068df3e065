"""Releasing X'X and X'y of Gaussian regression data: the likelihood ratio of the release and a record (x, y).

In standard units: x ~ N(0, I_p), y ~ N(0, 1), no coefficients. S = X'X with entries s11, s12, s22 for p = 2 and determinant D,
b = X'y, Q = x'S^{-1}x D, h = Q/D, u = x'S^{-1}b, r = y - u, q = b'S^{-1}b, X = |x|^2, T the trace of S.
"""

from boundcalc.proof import Derivation

proof = Derivation("ols-sufficient", "Releasing the Gram matrix, exactly")
proof.given(
    "p integer >= 1", "n integer > p", "X >= 0", "T >= X", "q >= 0", "0 < h < 1", "y, u real", "D > 0", "z real"
)
proof.given("x1, x2, s12, b1, b2 real", "s11 > 0", "s22 > 0", "s11*s22 - s12^2 > 0")
proof.given("(s11 - x1^2)*(s22 - x2^2) - (s12 - x1*x2)^2 > 0")
proof.let("E", "s11*s22 - s12^2")
proof.let("Q", "s22*x1^2 - 2*s12*x1*x2 + s11*x2^2")
proof.let("v", "s22*x1*b1 - s12*(x1*b2 + x2*b1) + s11*x2*b2")
proof.let("r", "y - u")
proof.let("const", "2^(-n*p/2)*(2*pi)^(-p/2)")
proof.let("outsider", "const*D^((n-p-1)/2)*exp(-T/2)*D^(-1/2)*exp(-q/2)")
proof.let("gammas", "Gamma(n/2)/Gamma((n-p)/2)")
proof.let("inner", "(D*(1-h))^((n-p-2)/2)*exp(-(T-X)/2)*(D*(1-h))^(-1/2)*exp(-(q + r^2/(1-h) - y^2)/2)")
proof.let("member", "const*2^(p/2)*gammas*inner")

proof.say(
    """$S$ is Wishart with $n$ degrees, of density $|S|^{(n-p-1)/2} e^{-\\mathrm{tr} S/2}/(2^{np/2}\\Gamma_p(n/2))$, and given the
    features $b \\sim N(0, S)$. For a member, $W = S - xx'$ and $b - xy$ are the same from $n-1$ records. Where $S - xx'$ is not
    positive definite, $h \\geq 1$, a member has density 0. In the coordinates $S^{-1/2}$ only the plane of $x$ and $b$ matters, so
    that two features stand for all:"""
)
proof.show("(s11-x1^2)*(s22-x2^2) - (s12-x1*x2)^2 = E*(1 - Q/E)", "$|W| = |S|(1-h)$")
proof.show(
    "(s22-x2^2)*(b1-x1*y)^2/(E - Q) - 2*(s12-x1*x2)*(b1-x1*y)*(b2-x2*y)/(E - Q) + (s11-x1^2)*(b2-x2*y)^2/(E - Q)"
    " = (s22*b1^2 - 2*s12*b1*b2 + s11*b2^2)/E + (y - v/E)^2/(1 - Q/E) - y^2",
    "$(b-xy)'W^{-1}(b-xy) = q + r^2/(1-h) - y^2$",
)
proof.show(
    "Gamma((n+1-p)/2)/Gamma((n-p)/2)*(Gamma(n/2)/Gamma((n+1-p)/2)) = Gamma(n/2)/Gamma((n-p)/2)",
    "$\\Gamma_p(n/2)/\\Gamma_p((n-1)/2) = \\prod_{i \\leq p} \\Gamma((n+1-i)/2)/\\Gamma((n-i)/2)$ telescopes: its last factor",
)
ratio = proof.show(
    "member/outsider = 2^(p/2)*Gamma(n/2)/Gamma((n-p)/2)*D^(-1/2)*(1-h)^((n-p-3)/2)*exp((X + y^2)/2 - r^2/(2*(1-h)))",
    "the density for a member over that for an outsider",
)
proof.say(
    """The moments of the ratio give its value. For an outsider $|x|^2 = R$ is chi-square with $p$ degrees, $h = R/G$ and $|S| = GQ$
    with independent chi-squares: $G$ with $n-p+1$ degrees, the factors of $Q$ with $n-p+2, \\dots, n$; $u \\sim N(0, h)$, $y \\sim N(0, 1)$.
    The mean over $(y, u)$ is $((1-h)/(1-h(1-z)^2))^{1/2}$, the determinant being"""
)
proof.show(
    "(1 + z*h/(1-h))*(1 + z*h/(1-h)) - h*(z/(1-h))^2 = (1 - h*(1-z)^2)/(1-h)",
    "of $I - zM$, $M$ the form $y^2/2 - (y-u)^2/(2(1-h))$ in $(y, u/\\sqrt h)$, doubled",
)
proof.show(
    "1 - 2*z*(h/(2*(1+h))) = (1 + h*(1-z))/(1+h)",
    "$R + G$, chi-square with $n+1$ degrees and independent of $h$, is tilted by $z h/(2(1+h))$",
)
proof.show(
    "Gamma(n/2)/Gamma((n-p)/2)*(Gamma((n-p+1)/2)/Gamma((n+1)/2))"
    "*(Gamma((n+1)/2)/(Gamma(p/2)*Gamma((n-p+1)/2)))*(Gamma(p/2)*Gamma((n-p)/2)/Gamma(n/2)) = 1",
    "the moment of order one is $1$",
)
proof.conclude(
    "member/outsider = 2^(p/2)*Gamma(n/2)/Gamma((n-p)/2)*D^(-1/2)*(1-h)^((n-p-3)/2)*exp((X + y^2)/2 - r^2/(2*(1-h)))",
    "$\\Delta_\\gamma$ is the divergence of this ratio, by Theorem \\ref{cond}",
    since=ratio,
)
