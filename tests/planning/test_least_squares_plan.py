"""Calibration of regressions."""

from fractions import Fraction

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.theorems.least_squares.limit import limit
from boundcalc.theorems.least_squares.ridge import ridge_limit


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


def regression(p, n, learner=None):
    return bc.Game(bc.GaussianRegression(p), learner or bc.LeastSquares(), n=n)


@pytest.mark.parametrize(
    ("game", "parameter", "step", "by", "label"),
    [
        (regression(1, 1000), "p", 1, "ols-limit", "limit"),
        (regression(79, 1000), "n", 1, "ols-limit", "limit"),
        (regression(500, 1000, bc.Ridge(1)), "penalty", 10, "ols-ridge", "heuristic"),
        (regression(500, 1000, bc.LeastSquares(noise=1)), "noise", "1/100", "ols-noise", "heuristic"),
    ],
)
def test_calibration_by_a_limit_says_so_and_agrees_with_the_older_functions(game, parameter, step, by, label):
    security = "0.75" if parameter == "penalty" else "0.9"
    found = bc.plan.calibrate(game, parameter, security=security, step=step, by=by)
    older = {
        "p": lambda: bc.plan.largest_p(1000, security, exact=False),
        "n": lambda: bc.plan.smallest_n(79, security, exact=False),
        "penalty": lambda: bc.plan.ridge_penalty(1000, 500, security),
        "noise": lambda: bc.plan.release_noise(1000, 500, security),
    }
    assert found.value == older[parameter]()
    assert found.reached.upper <= found.limit < found.missed.lower
    assert (found.by, found.label, found.guaranteed) == (by, label, False)
    assert found.to_json()["guaranteed"] is False
    assert f"{label} by {by}" in str(found)


def test_calibration_of_features_by_the_value_itself():
    game = regression(1, 8)
    assert bc.plan.calibrate(game, "p", security="0.7").value == bc.plan.largest_p(8, "0.7") == 3


def test_a_guarantee_answers_where_the_value_is_out_of_reach():
    found = bc.plan.calibrate(regression(2, 10**6), "p", security="0.9")
    assert found.guaranteed
    # sqrt(p^2/(8n)) <= 1/10
    assert 275 < found.value < 283


def test_what_is_no_calibration_is_refused():
    for options, message in [
        ({"by": "ols"}, "id of a theorem"),
        ({"by": "ols-exact"}, "does not apply"),
        ({}, "by='ols-ridge'"),
    ]:
        with pytest.raises(ValueError, match=message):
            bc.plan.calibrate(regression(50, 100, bc.Ridge(1)), "penalty", security="0.9", **options)
    with pytest.raises(ValueError, match="leave out by"):
        bc.plan.calibrate(regression(5, 100), "n", tpr="1/10", fpr="1/100", by="ols-limit")
    with pytest.raises(ValueError, match="without covariance"):
        bc.plan.calibrate(
            bc.Game(bc.GaussianRegression(1, covariance=[[2]]), bc.LeastSquares(), n=9), "p", security="0.9"
        )


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
