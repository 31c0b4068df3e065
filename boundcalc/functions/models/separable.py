"""Where the classes can be separated, and no estimate exists."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from flint import acb, arb, fmpq

from ...numeric.integrate import finite
from ...numeric.kinds import Array
from ...numeric.precision import working_precision
from .losses.loss import Link

_BITS = 64
_END = 12


@lru_cache(maxsize=256)
def certainly_separable(link: Link, c: Fraction, signal: Fraction) -> tuple[bool, float]:
    r"""(whether p/n -> c certainly lies beyond the phase transition, about where that is).

    With V = y g/signal and Z standard normal, independent, the classes can be separated by a plane with probability
    tending to 1 where ``c > min_t E (Z - t V)_+^2``, and to 0 where c is less (Candes and Sur 2020, theorem 1, without
    intercept). Any t proves the first.

    >>> from boundcalc.functions.models.losses.logistic import LOGISTIC_LINK
    >>> separable, least = certainly_separable(LOGISTIC_LINK, Fraction(2, 5), Fraction(2))
    >>> separable, round(least, 3)
    (True, 0.345)
    """
    t = _best(link, float(signal))
    with working_precision(_BITS):
        size, slope = arb(fmpq(signal.numerator, signal.denominator)), arb(t)

        def integrand(v: acb, analytic: bool) -> acb:
            x = slope * v  # E (Z - x)_+^2 = (1 + x^2) P(Z > x) - x phi(x)
            beyond = (x / arb(2).sqrt()).erfc() / 2
            normal = (-x * x / 2).exp() / (2 * arb.pi()).sqrt()
            part = (1 + x * x) * beyond - x * normal
            return 2 * link.value(size * v) * (-v * v / 2).exp() / (2 * arb.pi()).sqrt() * part

        end = arb(_END)
        value = sum((finite(integrand, arb(j), arb(j + 4), arb(2) ** -30) for j in range(-_END, _END, 4)), arb(0))
        # beyond: (1 + x^2) at most, and V of at most twice the normal density
        normal = (-end * end / 2).exp() / (2 * arb.pi()).sqrt()
        value += arb(0, (4 * (1 + slope**2) * (end + 1) * normal).upper())
        return bool(value < fmpq(c.numerator, c.denominator)), float(value.mid())


def _best(link: Link, signal: float) -> float:
    from scipy.optimize import minimize_scalar
    from scipy.special import ndtr

    z, weight = np.polynomial.hermite_e.hermegauss(80)
    mass = 2 * link.value_float(signal * z) * weight / np.sqrt(2 * np.pi)

    def mean(t: float) -> float:
        x: Array = t * z
        return float(np.sum(mass * ((1 + x * x) * ndtr(-x) - x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi))))

    return float(minimize_scalar(mean, bracket=(0.0, 1.0)).x)
