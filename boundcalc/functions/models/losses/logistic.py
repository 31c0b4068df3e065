"""The logistic loss log(1 + e^{-u}), and labels that follow the logistic model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import acb, arb

from ....numeric.kinds import Array
from .loss import Link, Loss, imaginary


def _sigma(z: acb) -> acb:
    return (1 + (z / 2).tanh()) / 2


def _slopes(u: acb) -> tuple[acb, acb]:
    rest = 1 / (1 + u.exp()) if u.real > 0 else _sigma(-u)
    return -rest, rest * (1 - rest)


def _bound(z: acb) -> arb:
    # For |Im z| <= pi/2 the real part of e^{-z} is not negative: |1 + e^{-z}| >= 1.
    return arb(1) if imaginary(z) <= arb.pi() / 2 else arb("inf")


def _beyond(z: acb, side: int) -> arb:
    near = _bound(z)
    if near.is_finite():
        return near
    far = side * z.real  # |1 + e^{-z}| >= |1 - e^{-Re z}|, and beyond as far from 0
    return 1 / (1 - (-far.lower()).exp()) if far >= 1 else arb("inf")


def _slopes_float(u: Array) -> tuple[Array, Array]:
    from scipy.special import expit

    rest: Array = expit(-u)
    return -rest, rest * (1 - rest)


def _value_float(g: Array) -> Array:
    from scipy.special import expit

    found: Array = expit(g)
    return found


def _along(shifts: Sequence[arb]) -> Callable[[acb], list[acb]]:
    factors = [(-shift).exp() for shift in shifts]

    def values(z: acb) -> list[acb]:
        size = (-z).exp()
        return [1 / (1 + size * factor) for factor in factors]

    return values


LOGISTIC_LOSS = Loss("logistic", _slopes, (1, 0), _slopes_float)
LOGISTIC_LINK = Link("logistic", _sigma, 1.5, _bound, _beyond, _value_float, _along)
