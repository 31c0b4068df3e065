r"""The leakage of one record from a least-squares estimate, in balls.

In standard units. Given the record (x, y), LR depends on t through u = x't = |x| tan(phi) and on w, independent of phi
for outsiders (see `_least_squares`): phi has density proportional to cos^(n-p), 1/(1+w) is Beta(b1 + 1/2, b2), and

    LR = gamma g sqrt(1+w),   g = (K/gamma) e^{ru} (s^mu K_mu(s) + a s^(mu-1) K_(mu-1)(s)) / cos(phi),

r = y - u, a = |x|^2/cos^2(phi), s = |r| sqrt(a). The mean over w is a function of g alone, known in closed form; one
integral over phi is left. It is split at r = 0, where s has a kink: with tan(kappa) = y/|x| and phi = kappa +- z,
|r| = |x| sin(z)/(cos(kappa) cos(phi)), an analytic function of z > 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from flint import acb, arb, fmpq

from ...numeric.complex_ball import NOT_ANALYTIC
from ...numeric.integrate import Integrand, finite
from ...numeric.precision import current_bits

_MAYBE = arb(0).union(arb(1))


class Record:
    """E_0 (1 - LR/gamma)_+ for |x|^2 = `square` (exactly 0, or certainly positive) and y."""

    def __init__(self, n: int, p: int, gamma: arb, square: arb, y: arb) -> None:
        self.n, self.p, self.square = n, p, square
        self.b1, self.b2 = _half(n - p + 1), _half(p - 1)
        log_norm = _half(n).lgamma() - _half(n - p).lgamma() - _half(n + 1).lgamma()
        self.front = (log_norm + (1 - self.b1) * arb(2).log()).exp() / gamma
        self.flat = (log_norm + self.b1.lgamma()).exp() / gamma  # g cos(phi) at x = 0
        self.density = (_half(n - p + 2).lgamma() - self.b1.lgamma()).exp() / arb.pi().sqrt()
        if p > 1:
            self.beta_in, self.beta_out = _beta(self.b1, self.b2), _beta(self.b1 + _half(1), self.b2)
            self.mean = self.beta_in / self.beta_out  # E sqrt(1+w)
        self.kappa = arb(0) if square == 0 else (y / square.sqrt()).atan()

    def loss(self, goal: arb) -> arb:
        """The integral over both sides of the kink."""
        total = arb(0)
        for side in (-1, 1):
            room = arb.pi() / 2 - side * self.kappa
            end = room.lower().mid()
            total += finite(self._integrand(side), arb(0), end, goal)
            total += arb(0).union(((room - end) * self.density).upper())  # what the rounding of the end leaves out
        return total

    def _integrand(self, side: int) -> Integrand:
        def f(z: acb, analytic: bool) -> acb:
            phi = self.kappa + side * z
            cosine = phi.cos()
            mass = self.density * cosine ** (self.n - self.p)
            g = self._ratio(z, phi, cosine, side)
            if not analytic:  # on the line
                return mass * self._hull(g.real)
            if g.real > 1:
                return acb(0)
            return mass * self._mean_loss(g) if g.real < 1 and g.real > -1 else NOT_ANALYTIC

        return f

    def _ratio(self, z: acb, phi: acb, cosine: acb, side: int) -> acb:
        """g."""
        if self.square == 0:
            return self.flat / cosine
        root = self.square.sqrt()
        r = root * z.sin() / (cosine * self.kappa.cos())
        s, twice = r * root / cosine, self.n - self.p + 1
        exponent = -side * r * root * phi.sin() / cosine - s
        bessel = _scaled(twice, s) + self.square / cosine**2 * _scaled(twice - 2, s)
        return self.front * exponent.exp() * bessel / cosine

    def _hull(self, g: arb) -> arb:
        """E (1 - g sqrt(1+w))_+ for g >= 0: it falls from 1 at g = 0 to 0 at g = 1."""
        if not g.is_finite():
            return _MAYBE
        if g.is_exact() or g.rad() < arb(2) ** (-current_bits() // 2):
            if g < 1:
                return self._mean_loss(acb(g)).real
            if g >= 1:
                return arb(0)
        ends = []
        for end in (g.lower().max(arb(0)), g.upper()):
            ends.append(self._mean_loss(acb(end)).real if end < 1 else arb(0))
        both = ends[0].union(ends[1])
        return both if both.is_finite() else _MAYBE

    def _mean_loss(self, g: acb) -> acb:
        """The analytic continuation of E (1 - g sqrt(1+w))_+ from 0 < g < 1.

        With q = g^2 it is 1 - I_q(b1 + 1/2, b2) - g E sqrt(1+w) (1 - I_q(b1, b2)); its slope in g is the second factor.
        """
        if self.p == 1:
            return 1 - g
        if self.p % 2 == 0 and _wide(g):
            size = abs(g).upper() ** 2
            if not size < 1:
                return NOT_ANALYTIC
            if self.p == 2:
                part = size.beta_lower(self.b1, self.b2, regularized=True)
            else:  # |1 - q u| <= 1 + |q| in the integral of u^(b1-1) (1 - q u)^(b2-1)
                part = size**self.b1 * (1 + size) ** (self.b2 - 1) / (self.b1 * self.beta_in)
            return _around(self._mean_loss, g, self.mean * (1 + part))
        power, b = self.n - self.p + 1, self.b2
        inside, outside = (
            (g * g).hypgeom_2f1(acb(a), acb(1 - b), acb(a + 1)) / a for a in (self.b1, self.b1 + _half(1))
        )
        return 1 - g ** (power + 1) * outside / self.beta_out - self.mean * g * (1 - g**power * inside / self.beta_in)


def _half(k: int) -> arb:
    return arb(fmpq(k, 2))


def _beta(a: arb, b: arb) -> arb:
    return (a.lgamma() + b.lgamma() - (a + b).lgamma()).exp()


def _wide(z: acb) -> bool:
    return not z.is_exact() and not z.rad() < abs(z).upper() * arb(2) ** (-current_bits() // 2)


def _around(f: Callable[[acb], acb], z: acb, slope: arb) -> acb:
    """A ball for f on z from its value at the middle and a bound on |f'|."""
    middle = acb(z.real.mid(), z.imag.mid())
    reach = (abs(z - middle) * slope).upper()
    return f(middle) + acb(arb(0, reach), arb(0, reach))


@lru_cache(maxsize=512)
def _polynomial(k: int) -> tuple[fmpq, ...]:
    """Coefficients, highest power first, of sqrt(2/pi) e^s s^(k+1/2) K_(k+1/2)(s)."""
    return tuple(fmpq(math.factorial(k + j), math.factorial(j) * math.factorial(k - j) * 2**j) for j in range(k + 1))


def _scaled(twice: int, s: acb) -> acb:
    """e^s s^m K_m(s), m = twice/2 >= 0; for whole m on Re s > 0 only.

    There |K_m(s)| <= K_m(Re s) and e^x K_m(x) falls, which bounds the derivative, e^s (s^m K_m(s) - s^m K_(m-1)(s)).
    """
    if twice % 2:
        total = acb(0)
        for coefficient in _polynomial(twice // 2):
            total = total * s + arb(coefficient)
        return total * (arb.pi() / 2).sqrt()
    m = twice // 2
    if not (s.is_finite() and s.real > 0):
        return NOT_ANALYTIC
    if not _wide(s):
        return s**m * s.bessel_k(acb(m), scaled=True)
    low = acb(s.real.lower())
    slope = abs(s).upper() ** m * sum(low.bessel_k(acb(j), scaled=True).real for j in (m, abs(m - 1)))
    return _around(lambda c: c**m * c.bessel_k(acb(m), scaled=True), s, slope)


__all__ = ["Record"]
