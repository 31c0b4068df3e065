"""A component whose density is infinite inside the support of the other law, against numerical integration."""

from __future__ import annotations

import mpmath as mp
import pytest

import boundcalc as bc

HALF_BETA = bc.Mixture([bc.Beta("1/2", "1/2"), bc.Normal(0, 1)])
NORMAL = bc.Normal(0, 1)


def _density(x):
    """The mixture at x, with the arcsine density on (0, 1)."""
    inside = 1 / (mp.pi * mp.sqrt(x * (1 - x))) if 0 < x < 1 else mp.mpf(0)
    return (inside + mp.npdf(x)) / 2


def _integral(f):
    # x = sin^2(u) takes the two poles away
    outside = mp.quad(f, [-mp.inf, -4, 0]) + mp.quad(f, [1, 4, mp.inf])
    return outside + mp.quad(lambda u: f(mp.sin(u) ** 2) * mp.sin(2 * u), [0, mp.pi / 4, mp.pi / 2])


@pytest.mark.parametrize(
    ("divergence", "twin"),
    [
        (lambda: bc.kl(HALF_BETA, NORMAL), lambda p, q: p * mp.log(p / q)),
        (lambda: bc.kl(NORMAL, HALF_BETA), lambda p, q: q * mp.log(q / p)),
        (lambda: bc.chi_square(NORMAL, HALF_BETA), lambda p, q: (q - p) ** 2 / p),
        (lambda: bc.power_integral(HALF_BETA, NORMAL, "1/2"), lambda p, q: mp.sqrt(p * q)),
    ],
)
def test_divergences_of_a_mixture_with_an_arcsine_component_meet_mpmath(divergence, twin):
    value = bc.evaluate(divergence(), 12)
    naive = _integral(lambda x: twin(_density(x), mp.npdf(x)))
    assert value.guaranteed
    assert value.width < 10**-10
    assert abs(naive - mp.mpf(value.midpoint.numerator) / value.midpoint.denominator) < mp.mpf(10) ** -9


@pytest.mark.parametrize(("a", "infinite"), [("1/2", True), ("3/5", False)])
def test_chi_square_of_a_mixture_with_a_pole_is_infinite_exactly_when_its_square_is_not_integrable(a, infinite):
    p = bc.Mixture([bc.Beta(a, 1), bc.Normal(0, 1)])
    assert (bc.evaluate(bc.chi_square(p, NORMAL), 8).lower == float("inf")) is infinite
