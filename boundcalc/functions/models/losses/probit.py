"""The probit loss -log Phi(u), and labels that follow the probit model."""

from __future__ import annotations

import numpy as np
from flint import acb, arb

from ....numeric.kinds import Array
from .loss import Link, Loss, imaginary


def _cdf(z: acb) -> acb:
    return (-z / arb(2).sqrt()).erfc() / 2


_TERMS = 12
_POINT = arb(2) ** -12


def _inverse(centre: acb, radius: arb) -> tuple[acb, arb]:
    """The disc of 1/z for the z of a disc without 0: (centre, radius) both."""
    size = abs(centre) ** 2 - radius**2
    found: acb = centre.conjugate() / size
    return acb(found.real.mid(), found.imag.mid()), (radius / size + found.rad()).upper()


def _far(w: acb) -> tuple[acb, acb]:
    """The slopes at -w, Re w > 0, for balls that are no points, where phi/Phi would lose all of its digits.

    phi(w)/Phi(-w) = w + 1/K_1, K_n = w + (n + 1)/K_{n+1}: the continued fraction of Mills' ratio, which converges in
    the right half-plane (DLMF 7.9). Every K_n has Re K_n >= Re w there, as its approximants have, so that 1/K_n lies
    in the disc with 0 and 1/Re w at its ends. Discs, whose inverses are discs.
    """
    middle, spread = acb(w.real.mid(), w.imag.mid()), (w.real.rad() ** 2 + w.imag.rad() ** 2).sqrt().upper()
    least = w.real.lower()
    terms = min(_TERMS, 1 + int(float(least) ** 2))
    half = 1 / least / 2
    rest, radius = acb(half.mid()), (half + half.rad()).upper()
    for n in range(terms, 0, -1):
        rest, radius = _inverse(middle + (n + 1) * rest, spread + (n + 1) * radius)
    ball = rest + acb(arb(0, radius), arb(0, radius))
    return -(w + ball), (w + ball) * ball


def _slopes(u: acb) -> tuple[acb, acb]:
    if u.rad() > _POINT and u.real < -1:
        return _far(-u)
    ratio = (-u * u / 2).exp() / (2 * arb.pi()).sqrt() / _cdf(u)
    return -ratio, ratio * (u + ratio)


def _bound(z: acb) -> arb:
    # |Phi(x + iy) - Phi(x)| is at most the integral of |phi| from x to x + iy
    y = imaginary(z)
    return 1 + y * (y * y / 2).exp() / (2 * arb.pi()).sqrt()


def _slopes_float(u: Array) -> tuple[Array, Array]:
    from scipy.special import log_ndtr

    ratio = np.exp(-u * u / 2 - log_ndtr(u)) / np.sqrt(2 * np.pi)
    return -ratio, ratio * (u + ratio)


def _value_float(g: Array) -> Array:
    from scipy.special import ndtr

    found: Array = ndtr(g)
    return found


def _moments(m: acb, tau: arb) -> list[acb]:
    # By parts: E z^(j+1) Phi(m + tau z) = j E z^(j-1) Phi + tau E z^j phi(m + tau z), and phi(z) phi(m + tau z) is
    # phi(m/r)/r times the density of N(-m tau/r^2, 1/r^2), r^2 = 1 + tau^2.
    r2 = 1 + tau * tau
    r = r2.sqrt()
    front = tau * (-m * m / (2 * r2)).exp() / (2 * arb.pi()).sqrt() / r
    mean, variance = -m * tau / r2, 1 / r2
    zeroth = _cdf(m / r)
    first = front
    second = zeroth + front * mean
    return [zeroth, first, second, 2 * first + front * (mean * mean + variance)]


# phi(u)/Phi(u) < 1 + max(-u, 0): Mills' ratio; v lies to the left of u, so that -u <= |v|
PROBIT_LOSS = Loss("probit", _slopes, (1, 1), _slopes_float)
PROBIT_LINK = Link("probit", _cdf, 1.5, _bound, lambda z, side: _bound(z), _value_float, None, _moments)
