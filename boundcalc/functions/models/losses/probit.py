"""The probit loss -log Phi(u), and labels that follow the probit model."""

from __future__ import annotations

import numpy as np
from flint import acb, arb

from ....numeric.kinds import Array
from .loss import Link, Loss, imaginary


def _cdf(z: acb) -> acb:
    return (-z / arb(2).sqrt()).erfc() / 2


def _slopes(u: acb) -> tuple[acb, acb]:
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
