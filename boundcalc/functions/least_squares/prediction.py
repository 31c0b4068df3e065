"""The attack that looks at the prediction and the response of least squares, exactly for finite n."""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, to_arb
from ...numeric.complex_ball import NOT_ANALYTIC, off_cut
from ...numeric.contradiction import positive_part
from ...numeric.integrate import finite
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ...numeric.work import remembered
from ..node import Node, at_least_one, need_int

_MOST_DATA = 20_000
_BITS, _REACH = 64, 36
_MAYBE = arb(0).union(arb(1))


class PredictionAttack(Node):
    r"""The gain of the limit's test, used for finite n > p: ``PredictionAttack(n, p, gamma)``.

    In standard units the attack sees the prediction u = x't and y only: member iff T = ru - kappa r^2/2 > tau, with
    r = y - u, kappa = p/(n-p) and tau = log(gamma (1 - p/n)), rounded to a rational: the likelihood-ratio test of
    the limit p/n -> c (theorem ols-limit). Given the leverage l of x, (y, u) is normal: u ~ N(l y, l(1-l)) for a
    member, l ~ Beta(p/2, (n-p)/2); u ~ N(0, h) independent of y for an outsider, h = l/(1-l), l ~ Beta(p/2, (n-p+1)/2):

        P(T > tau) = E G(tau/lambda) (tau > 0),   P(T < tau) = E G(tau/lambda) (tau < 0),
        G(b) = (2/pi) sqrt(m) int_0^oo e^{-b (1+x^2)} / ((1+x^2) sqrt(1 + (1-m) x^2)) dx,

    with lambda the eigenvalue, of the sign of tau, of the quadratic form 2T in the whitened (y, u) and m its share
    |lambda|/(|lambda| + |other|). The gain is P1 - gamma P0 of the attack for gamma >= 1 and P0 - P1/gamma of its
    complement for gamma < 1: a lower bound on Delta_gamma whatever tau is. Certified, to about 9 digits
    (fewer for p = 1), for p/n <= 3/4 and n <= 20000.

    >>> PredictionAttack(200, 100, 1).evalf(8)
    0.38216207
    """

    nargs = 3
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return rf"U_{{{gamma}}}\left({n}, {p}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        size, features = need_int(n), need_int(p)
        if not 1 <= features < size:
            raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
        if size > _MOST_DATA:
            raise NoBallEvaluation(f"n = {size} is beyond the reach of the integrals ({_MOST_DATA}); use the limit")
        if 4 * features > 3 * size:
            raise NoBallEvaluation(f"p/n = {features}/{size} is too near 1 for the integrals (at most 3/4)")
        above = at_least_one(gamma)
        tau = _threshold(size, features, float(to_arb(gamma).mid()))
        member, outsider = (_above(size, features, tau, m) for m in (True, False))
        gain = member - gamma * outsider if above else (1 - outsider) - (1 - member) / gamma
        return positive_part(gain)

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        n, p = int(n), int(p)
        tau = _threshold(n, p, float(gamma))
        kappa, level = mpmath.mpf(p) / (n - p), mpmath.mpf(tau.numerator) / tau.denominator

        def above(member: bool) -> MpNumber:
            second = mpmath.mpf(n - p + (0 if member else 1)) / 2

            def given(leverage: MpNumber) -> MpNumber:
                h = leverage / (1 - leverage)
                trace = -kappa * (1 - leverage) if member else -kappa - (2 + kappa) * h
                det = -leverage * (1 - leverage) if member else -h
                root = mpmath.sqrt(trace**2 - 4 * det)
                size = (root + trace if level > 0 else root - trace) / 2
                b, m = abs(level) / size, size / root

                def part(x: MpNumber) -> MpNumber:
                    return mpmath.exp(-b * (1 + x * x)) / ((1 + x * x) * mpmath.sqrt(1 + (1 - m) * x * x))

                inside = 2 * mpmath.sqrt(m) / mpmath.pi * mpmath.quad(part, [0, 1, 3, mpmath.inf])
                return inside * leverage ** (p / mpmath.mpf(2) - 1) * (1 - leverage) ** (second - 1)

            centre, spread = mpmath.mpf(p) / n, 6 * mpmath.sqrt(p * (n - p) / mpmath.mpf(n) ** 3)
            cuts = sorted({mpmath.mpf(0), max(centre - spread, 0), centre, min(centre + spread, 1), mpmath.mpf(1)})
            value = mpmath.quad(given, cuts) / mpmath.beta(mpmath.mpf(p) / 2, second)
            return value if level > 0 else 1 - value

        with mpmath.workdps(12):
            member, outsider = above(True), above(False)
        gain = member - gamma * outsider if gamma >= 1 else (1 - outsider) - (1 - member) / gamma
        return max(gain, mpmath.mpf(0))


def _threshold(n: int, p: int, gamma: float) -> Fraction:
    """tau as a short rational, not 0."""
    level = Fraction(float(mpmath.log(gamma) + mpmath.log1p(-mpmath.mpf(p) / n))).limit_denominator(10**6)
    return level or Fraction(-1, 10**6)


@remembered(maxsize=512)
def _above(n: int, p: int, tau: Fraction, member: bool) -> arb:
    """P(T > tau), to about 9 digits: more would not make a better bound."""
    with working_precision(_BITS):
        return _probability(n, p, tau, member, arb(2) ** -_REACH)


def _probability(n: int, p: int, tau: Fraction, member: bool, goal: arb) -> arb:
    kappa, size = arb(fmpq(p, n - p)), arb(fmpq(abs(tau.numerator), tau.denominator))
    sign, power = (1 if tau > 0 else -1), n - p - (1 if member else 0)
    first, second = arb(fmpq(p, 2)), arb(fmpq(power + 1, 2))
    front = 2 * ((first + second).lgamma() - first.lgamma() - second.lgamma()).exp()

    def integrand(alpha: acb, analytic: bool) -> acb:
        """The leverage is sin^2 alpha."""
        sine, cosine = alpha.sin(), alpha.cos()
        square = sine * sine
        mass = front * sine ** (p - 1) * cosine**power
        if member:
            under, trace, scale = kappa**2 + (4 - kappa**2) * square, -kappa * cosine, 1 / cosine
        else:
            under, trace, scale = kappa**2 + 4 * (1 + kappa) * square, -kappa - 2 * square, cosine * cosine
        if not off_cut(under):
            return NOT_ANALYTIC if analytic else mass * _MAYBE
        root = under.sqrt()
        # eigenvalue = (root +- trace)/(2 scale): for tau > 0 without cancellation, from the product of both
        large = (root - trace) / 2
        eigenvalue = large if sign < 0 else (square if member else square * cosine * cosine) / large
        inside = _tail(size * scale / eigenvalue, eigenvalue / root, goal)
        if inside.is_finite():
            return mass * inside
        return NOT_ANALYTIC if analytic else mass * _MAYBE

    value = finite(integrand, arb(0), arb.pi() / 2, goal)
    return value if tau > 0 else 1 - value


def _tail(b: acb, m: acb, goal: arb) -> acb:
    """G(b): the probability that a form with this largest eigenvalue passes the threshold."""
    rest = 1 - m
    if not (b.is_finite() and rest.real >= 0 and b.real > 0):
        return NOT_ANALYTIC
    if b.rad() > abs(b) * arb(2) ** (-current_bits() // 2) or b.real > current_bits():
        # |1 + (1-m) x^2| >= 1 and the integral of 1/(1+x^2) is pi/2
        most = (abs(m).sqrt() * (-b.real).exp()).upper()
        return acb(arb(0, most), arb(0, most))
    return acb(_gauss(b.real, m.real, rest.real, goal))


def _gauss(b: arb, m: arb, rest: arb, goal: arb) -> arb:
    """G(b) on the line, x = sinh u, by the trapezoidal rule in |Im u| <= pi/4 (Trefethen and Weideman 2014, theorem
    5.1): there Re sinh^2 u >= -1/2 and |cosh u| >= cosh(Re u)/sqrt(2)."""
    edge = (b / 2).exp() * arb.pi() / (fmpq(1, 2) - rest / 4).sqrt()
    turn = arb.pi() ** 2 / 2
    step = (turn / (2 * edge / goal + 1).log()).lower().mid()
    end = ((current_bits() + 4) / b).sqrt().asinh().min((8 / goal).log())
    count = int(float((end / step).upper())) + 1
    total = arb(fmpq(1, 2))
    for j in range(1, count + 1):
        u = step * j
        square = u.sinh() ** 2
        total += (-b * square).exp() / (u.cosh() * (1 + rest * square).sqrt())
    last = step * count
    error = edge / ((turn / step).exp() - 1) + 2 * (-b * last.sinh() ** 2 - last).exp()
    return 2 * m.sqrt() / arb.pi() * (-b).exp() * (step * total + arb(0, error.upper()))


__all__ = ["PredictionAttack"]
