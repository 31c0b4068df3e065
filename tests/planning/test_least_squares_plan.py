"""Calibration of regressions."""

from fractions import Fraction

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.theorems.ols_limit import limit
from boundcalc.theorems.ols_ridge import ridge_limit


def test_largest_p_is_the_last_with_the_security():
    p = bc.plan.largest_p(1000, "0.9", exact=False)
    values = [bc.evaluate(limit(sp.Rational(k, 1000), sp.S.One), 10) for k in (p, p + 1)]
    assert values[0].upper <= Fraction(1, 10) < values[1].lower


def test_exact_answers_are_inverse_to_each_other():
    p = bc.plan.largest_p(30, "0.7")
    assert bc.plan.smallest_n(p, "0.7") <= 30 < bc.plan.smallest_n(p + 1, "0.7")


def test_penalty_is_the_smallest_with_three_digits():
    penalty = bc.plan.ridge_penalty(1000, 500, "0.75")
    for level, enough in ((penalty / 1000, True), (penalty / 1000 * Fraction(99, 100), False)):
        value = bc.evaluate(
            ridge_limit(sp.Rational(1, 2), sp.Rational(level.numerator, level.denominator), sp.S.One), 8
        )
        assert (value.upper <= Fraction(1, 4)) is enough


def test_what_cannot_be_reached_is_said():
    with pytest.raises(ValueError, match="leaks more at every dose"):
        bc.plan.ridge_penalty(1000, 500, "0.8")
    with pytest.raises(ValueError, match="security must be in"):
        bc.plan.largest_p(100, 1)
    with pytest.raises(ValueError, match="more than p"):
        bc.plan.release_noise(5, 5, "0.9")


def test_limit_curve_is_certified_and_contains_the_printed_rate():
    tpr = bc.plan.limit_tradeoff("1/2").tpr("1/100")
    assert tpr.guaranteed
    assert Fraction("0.04038") < tpr.lower <= tpr.upper < Fraction("0.04039")
