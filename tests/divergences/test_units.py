"""Divergences at absurd scales and far from the origin are those of the same laws in everyday units."""

from __future__ import annotations

import pytest
import sympy as sp

import boundcalc as bc

R = sp.Rational

PAIRS = {
    "logistic": lambda s, m: (bc.Logistic(m, s), bc.Logistic(m + s, 2 * s)),
    "gamma": lambda s, m: (bc.Gamma("5/2", 1 / s), bc.Exponential(2 / s)),
    "cauchy": lambda s, m: (bc.Cauchy(m, s), bc.Cauchy(m + s, 2 * s)),
    "student": lambda s, m: (bc.Affine(bc.StudentT(3), m, s), bc.Affine(bc.StudentT(5), m, s)),
    "mixture": lambda s, m: (
        bc.Mixture([bc.Laplace(m, s), bc.Laplace(m + 4 * s, s)]),
        bc.Laplace(m + s, 2 * s),
    ),
    "weibull": lambda s, m: (bc.Weibull("3/2", s), bc.Weibull(2, s)),
    "pareto": lambda s, m: (bc.Exponential(1 / s), bc.Pareto(2, s)),
    "beta": lambda s, m: (bc.Affine(bc.Beta(2, 3), m, s), bc.Affine(bc.Beta("1/2", 2), m, s)),
}
PLACES = [(sp.Integer(10) ** 4000, 0), (R(1, 10**4000), 0), (sp.Integer(1), 10**1000), (R(1, 10**300), -1)]


@pytest.mark.parametrize("divergence", [bc.total_variation, bc.kl, bc.hellinger], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", list(PAIRS))
def test_units_do_not_change_a_divergence(name, divergence):
    expected = bc.evaluate(divergence(*PAIRS[name](sp.Integer(1), 0)), 12)
    for scale, place in PLACES:
        value = bc.evaluate(divergence(*PAIRS[name](scale, sp.Integer(place))), 12)
        assert value.guaranteed
        assert value.lower == expected.lower == float("inf") or value.intersection(expected).width < 10**-9


def test_rates_of_a_test_do_not_change_with_the_units():
    for side in (0, 1):
        expected = bc.evaluate(bc.test_rates(*PAIRS["cauchy"](sp.Integer(1), 0), 1)[side], 12)
        for scale, place in PLACES:
            value = bc.evaluate(bc.test_rates(*PAIRS["cauchy"](scale, sp.Integer(place)), 1)[side], 12)
            assert value.intersection(expected).width < 10**-9
