r"""The law of S = X - Y, X and Y independent Gamma(d/2, 1), in balls: the log likelihood ratio of a Gaussian mean.

With E e^{zS} = (1 - z^2)^{-d/2} and 0 < rho < 1 what is needed are the integrals

    I = (1/(2 pi i)) int (1 - z^2)^{-d/2} e^{-s z} R(z) dz,   R(z) = 1/z, 1/(z + rho) or rho/(z (z + rho)),

along a line Re z = const of the strip |Re z| < 1: to the left of the poles, between them or to the right. They are
taken on the hyperbolas z = i sinh(u - i a) = sin a cosh u + i cos a sinh u, where the integrand decays exponentially.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from flint import acb, arb

from ...numeric.ball import PrecisionTooLow
from ._contour import Contour, Strip, same_side

_HALF_PI = math.pi / 2


@dataclass(frozen=True)
class Hyperbola(Contour):
    """(1 - z^2)^{-d/2} e^{-s z} R(z) dz/(i du): integer d, balls 0 < rho < 1 and s, and which poles R has."""

    d: int
    rho: arb
    s: arb
    at_zero: bool = True
    at_rho: bool = True

    def log_size(self, a: float) -> float:
        sine, cosine = math.sin(a), math.cos(a)
        distance = (abs(sine) if self.at_zero else 1.0) * (abs(sine + float(self.rho)) if self.at_rho else 1.0)
        if cosine <= 0 or distance == 0:
            return math.inf
        return (1 - self.d) * math.log(cosine) - float(self.s) * sine - math.log(distance)

    def fall(self, a: float, u: float) -> float:
        log_cosh = u + math.log1p(math.exp(-2 * u)) - math.log(2)
        out = (self.d - 1 + self.at_zero) * log_cosh + self.at_rho * max(0.0, log_cosh - 1)
        return out + float(self.s) * math.sin(a) * (math.cosh(u) - 1 if u < 500 else math.inf)

    def value(self, a: arb, u: arb) -> arb:
        (sine, cosine), (sinh, cosh) = a.sin_cos(), u.sinh_cosh()
        z = acb(sine * cosh, cosine * sinh)
        out = ((1 - self.d) * acb(cosine * cosh, -sine * sinh).log() - self.s * z).exp()
        if self.at_zero:
            out /= z
        if self.at_rho:
            out /= z + self.rho
        return out.real

    def modulus(self, a: arb, u: arb) -> arb:
        # |cosh(u - ia)|^2 = sinh^2 u + cos^2 a, |z|^2 = sinh^2 u + sin^2 a,
        # |z + rho|^2 = sinh^2 u + (sin a + rho)^2 + 2 rho sin a (cosh u - 1).
        sine, cosh = a.sin(), u.cosh()
        square = u.sinh() ** 2
        log = (1 - self.d) * (square + a.cos() ** 2).log() / 2 - self.s * sine * cosh
        if self.at_zero:
            log -= (square + sine**2).log() / 2
        if self.at_rho:
            log -= (square + (sine + self.rho) ** 2 + 2 * self.rho * sine * (cosh - 1)).log() / 2
        return log.exp()

    def rate(self, a: arb, u: arb) -> arb:
        # (log |cosh(u - ia)|)' >= tanh u and (log |z|)' >= tanh u; |z + rho|^2 <= (cosh u + q)^2 with q = rho sin a, so
        # (log |z + rho|)' >= sinh u (cosh u + q)/(cosh u + q)^2 >= tanh(u/2).
        rate = (self.d - 1 + self.at_zero) * u.tanh() + self.s * a.sin() * u.sinh()
        return rate + (u / 2).tanh() if self.at_rho else rate

    def connected(self, a: arb, edge: arb) -> bool:
        x, y = a.sin(), edge.sin()
        return (
            bool(edge.cos() > 0)
            and bool(self.s * y >= 0)
            and (not self.at_zero or same_side(x, y))
            and (not self.at_rho or same_side(x + self.rho, y + self.rho))
        )

    def inverse(self, strip: Strip) -> arb:
        """I on the strip of angles a (with s sin a >= 0 there, or the integral diverges)."""
        value = self.integral(strip) / (2 * arb.pi())
        return value * self.rho if self.at_zero and self.at_rho else value


def _strips(rho: arb) -> tuple[Strip, Strip, Strip]:
    """Angles to the left of both poles, between them, and to the right."""
    inner = math.asin(min(1.0, float(rho)))
    return (-_HALF_PI, -inner), (-inner, 0.0), (0.0, _HALF_PI)


def _by_ends(function: Callable[[arb], arb], s: arb) -> arb:
    """A monotone function on a ball that contains 0."""
    return function(s.lower()).union(function(s.upper()))


def excess(d: int, rho: arb, s: arb, gamma: arb) -> arb:
    r"""``E(1 - e^{-rho (S - s)})_+ = E_gamma(P1||P0)``, gamma = e^{rho s} (1 - rho^2)^{-d/2}."""
    left, between, right = _strips(rho)
    if s > 0:
        return Hyperbola(d, rho, s).inverse(right)
    if not s <= 0:
        c = -(-rho * rho).log1p() * d / 2
        return _by_ends(lambda end: excess(d, rho, end, (rho * end + c).exp()), s)
    # Residues: 1 at z = 0, -gamma at z = -rho. Far from gamma = 1 the middle strip cancels less.
    if float(rho) >= 0.7 or float(gamma) >= 2:
        return 1 + Hyperbola(d, rho, s).inverse(between)
    return 1 - gamma + Hyperbola(d, rho, s).inverse(left)


def shortfall(d: int, rho: arb, s: arb, gamma: arb) -> arb:
    r"""``E(e^{-rho (S - s)} - 1)_+ / gamma = E_{1/gamma}(P0||P1)`` for gamma < 1 (then s < 0)."""
    if not s < 0:
        raise PrecisionTooLow("the threshold is not certainly negative")
    return Hyperbola(d, rho, s).inverse(_strips(rho)[0]) / gamma


def member_tail(d: int, rho: arb, s: arb) -> arb:
    """P1(S > s)."""
    if s > 0:
        return Hyperbola(d, rho, s, at_rho=False).inverse((0.0, _HALF_PI))
    if s <= 0:
        return 1 + Hyperbola(d, rho, s, at_rho=False).inverse((-_HALF_PI, 0.0))
    return _by_ends(lambda end: member_tail(d, rho, end), s)


def outsider_tail(d: int, rho: arb, s: arb) -> arb:
    r"""P0(S > s), dP0 = (1 - rho^2)^{d/2} e^{-rho S} dP1."""
    left, between, right = _strips(rho)
    scale = (-rho * s + (-rho * rho).log1p() * d / 2).exp()
    if s > 0:
        return scale * Hyperbola(d, rho, s, at_zero=False).inverse(right)
    if s <= 0:
        if float(rho) * math.sqrt(d) > 0.5:
            return scale * Hyperbola(d, rho, s, at_zero=False).inverse(between)
        return 1 + scale * Hyperbola(d, rho, s, at_zero=False).inverse(left)
    return _by_ends(lambda end: outsider_tail(d, rho, end), s)
