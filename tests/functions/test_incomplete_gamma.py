"""The distribution functions of gamma and beta laws keep their digits for every shape and at every number of digits."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import BetaCDF, GammaCDF, GammaSF

SHAPES = ["1/1000", "1/2", "7", "50", "301/2", "1000", "4321", "10000", "1000000"]
PLACES = [-8, -3, -1, 0, 1, 3, 8]


def lower_series(a, x, terms=40_000):
    """P(a, x) from its series of positive terms, x not far above a."""
    with mp.workdps(50):
        a, x = mp.mpf(a.p) / a.q, mp.mpf(x.p) / x.q
        term = total = mp.mpf(1)
        for k in range(1, terms):
            term *= x / (a + k)
            total += term
            if term < total * mp.mpf(10) ** -45 and x < a + k:
                break
        else:
            raise AssertionError("the series is too short")
        value = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return Fraction(mp.nstr(value, 40))


def places(shape):
    a = sp.Rational(shape)
    root = sp.Integer(int(mp.floor(100 * mp.sqrt(mp.mpf(a.p) / a.q)))) / 100
    return a, [x for x in (a + z * root for z in PLACES) if x > 0]


@pytest.mark.parametrize("shape", SHAPES)
def test_both_sides_contain_the_series_and_have_the_digits(shape):
    a, points = places(shape)
    for x in points:
        truth = lower_series(a, x)
        slack = truth / 10**35
        for digits in (3, 10, 25):
            below, above = bc.evaluate(GammaCDF(a, x), digits), bc.evaluate(GammaSF(a, x), digits)
            assert below.lower - slack <= truth <= below.upper + slack
            assert above.lower - slack <= 1 - truth <= above.upper + slack
            assert below.width <= Fraction(1, 10 ** (digits - 1)) * below.upper
            assert above.width <= Fraction(1, 10 ** (digits - 1)) * above.upper
            assert below.lower >= 0
            assert below.upper <= 1


def test_the_far_lower_tail_of_a_large_shape():
    # The leading term x^a e^-x/Gamma(a+1) 1/(1 - x/(a+1)) and the next one, as an enclosure by hand.
    with mp.workdps(60):
        a, x = mp.mpf(10) ** 4, mp.mpf(2500)
        front = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
        truth = Fraction(mp.nstr(front * mp.hyp1f1(1, a + 1, x), 40))
    value = bc.evaluate(GammaCDF(10**4, 2500), 20)
    assert value.digits >= 20
    assert value.lower * (1 - Fraction(1, 10**35)) <= truth <= value.upper * (1 + Fraction(1, 10**35))


def test_more_digits_are_never_wider():
    for a, x in ((1000, 940), (1000, 1000), (10**4, 9500), (sp.Rational(5001, 2), 2400)):
        values = [bc.evaluate(GammaCDF(a, x), digits) for digits in range(2, 24)]
        assert all(after.width <= before.width for before, after in pairwise(values))
        for value in values:
            values[0].intersection(value)


def test_a_small_beta_probability_right_of_one_half_keeps_its_digits():
    # P(Beta(m, 1) <= x) = x^m, and with b = 2 it is x^m (1 + m (1 - x)).
    for m in (1000, 10**5):
        x = sp.Rational(9, 10)
        value = bc.evaluate(BetaCDF(m, 2, x), 20)
        truth = Fraction(9, 10) ** m * (1 + m * Fraction(1, 10))
        assert truth in value
        assert value.digits >= 20
