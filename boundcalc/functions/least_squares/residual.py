"""The attack that looks only at the residual of least squares, exactly for finite n."""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb, fmpq

from ...numeric.ball import Number, to_arb
from ...numeric.contradiction import positive_part
from ...numeric.integrate import integrate
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, at_least_one, need_int


class ResidualAttack(Node):
    r"""The gain of the attack "member iff |y - x't| <= tau" on least squares: ``ResidualAttack(n, p, gamma)``, n > p.

    In standard units the residual is ``Z sqrt(B_1)`` for a member and ``Z / sqrt(B_0)`` for an outsider, Z standard
    normal, ``B_1 ~ Beta((n-p)/2, p/2)`` and ``B_0 ~ Beta((n-p+1)/2, p/2)``. tau is where the limits N(0, 1-c) and
    N(0, 1/(1-c)), c = p/n, have density ratio gamma, rounded to a rational; the gain is P1 - gamma P0 of the attack for
    gamma >= 1 and P0 - P1/gamma of its complement for gamma < 1: a lower bound on Delta_gamma whatever tau is.

    >>> ResidualAttack(200, 100, 1).evalf(6)
    0.322987
    """

    nargs = 3
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        n, p, gamma = map(printer._print, self.args)
        return rf"R_{{{gamma}}}\left({n}, {p}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number) -> Number:
        size, features = need_int(n), need_int(p)
        if not 1 <= features < size:
            raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
        above = at_least_one(gamma)
        tau = threshold(size, features, float(to_arb(gamma).mid()))
        if tau == 0:
            return fmpq(0)
        member, outsider = (_inside(size, features, arb(fmpq(tau.numerator, tau.denominator)), m) for m in (1, 0))
        gain = member - gamma * outsider if above else (1 - outsider) - (1 - member) / gamma
        return positive_part(gain)

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber) -> MpNumber:
        tau = mpmath.mpf(float(threshold(int(n), int(p), float(gamma))))

        def inside(alpha: MpNumber, power: int) -> MpNumber:
            def part(b: MpNumber) -> MpNumber:
                value = mpmath.erf(tau * b ** (mpmath.mpf(power) / 2) / mpmath.sqrt(2))
                return value * b ** (alpha - 1) * (1 - b) ** (p / 2 - 1)

            centre, spread = 1 - p / mpmath.mpf(n), 6 * mpmath.sqrt(p * (n - p) / mpmath.mpf(n) ** 3)
            cuts = sorted({mpmath.mpf(0), max(centre - spread, 0), centre, min(centre + spread, 1), mpmath.mpf(1)})
            return mpmath.quad(part, cuts) / mpmath.beta(alpha, p / 2)

        member, outsider = inside((n - p) / 2, -1), inside((n - p + 1) / 2, 1)
        gain = member - gamma * outsider if gamma >= 1 else (1 - outsider) - (1 - member) / gamma
        return max(gain, mpmath.mpf(0))


def threshold(n: int, p: int, gamma: float) -> Fraction:
    """tau as a short rational; 0 when no residual is likely enough for a member."""
    c = p / n
    level = -2 * (mpmath.log(gamma) + mpmath.log1p(-c)) / (1 / (1 - c) - (1 - c))
    return Fraction(float(mpmath.sqrt(level))).limit_denominator(10**6) if level > 0 else Fraction(0)


def _inside(n: int, p: int, tau: arb, member: int) -> arb:
    """P(|residual| <= tau): with b = sin^2, the beta density becomes a product of integer powers."""
    scale = tau / arb(2).sqrt()
    power = n - p - 1 if member else n - p

    def integrand(z: acb, analytic: bool) -> acb:
        sine = z.sin()
        argument = scale / sine if member else scale * sine
        return argument.erf() * sine**power * z.cos() ** (p - 1)

    def near_zero(t: arb) -> arb:
        # the integrand is at most sin^power <= t^power
        return t ** (power + 1) / (power + 1)

    half = arb.pi() / 2
    top = arb(fmpq(power + 1, 2))
    log_beta = top.lgamma() + arb(fmpq(p, 2)).lgamma() - (top + arb(fmpq(p, 2))).lgamma()
    middle = arb(float(mpmath.asin(mpmath.sqrt(1 - p / n))))
    area = integrate(integrand, 0, half, below=near_zero if member else None, cuts=[middle])
    return 2 * area / log_beta.exp()
