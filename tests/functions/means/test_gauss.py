"""A Gaussian mean: closed forms, contour integrals and the quadrature twins agree."""

from fractions import Fraction

import mpmath as mp
import pytest
import sympy as sp
from reference.continuous import (
    gaussian_mean_delta_by_target,
    gaussian_mean_delta_single,
)

import boundcalc as bc
from boundcalc.functions import GaussianMean, GaussianMeanTest, GaussianTarget
from boundcalc.numeric import evaluate
from boundcalc.theorems.means.target import target_limit

R = sp.Rational


def contains(enclosure, value, slack="1e-12"):
    """Whether a printed or mpmath value is in the enclosure, up to its own error."""
    centre, room = Fraction(str(value)), Fraction(slack) * abs(Fraction(str(value)))
    return enclosure.lower - room <= centre <= enclosure.upper + room


@pytest.mark.parametrize(
    ("n", "d", "printed"),
    [
        (100, 1, "0.03206911049209826924647"),
        (100, 2, "0.0502434486116002494450"),
        (100, 100, "0.383595915882125752964"),
        (1000, 1000, "0.382991042674760553027"),
        (1000, 100, "0.125376420110444161999838"),
    ],
)
def test_printed_values_hold_to_all_digits(n, d, printed):
    value = evaluate(GaussianMean(d, 1 / sp.sqrt(n)), 25)
    assert value.guaranteed
    assert contains(value, printed, "1e-19")


def test_two_dimensions_are_elementary():
    assert evaluate(GaussianMean(2, R(1, 2))).exact == Fraction(9, 32)
    assert sp.simplify(GaussianMean(2, R(1, 2)).rewrite(sp.exp)) == R(9, 32)
    rho = sp.Symbol("rho", positive=True)
    form = GaussianMean(2, rho).rewrite(sp.exp)
    wanted = rho / (2 * (1 - rho)) * (1 - rho**2) ** (1 / rho)
    assert sp.simplify((form / wanted).subs(rho, R(1, 3))) == 1


def test_threshold_on_the_joint_of_the_two_planar_forms():
    # gamma (1 - rho^2) = 1 with an irrational rho: no precision tells the side, and both sides give (sqrt 3 - 1)/4.
    value = evaluate(GaussianMean(2, 1 / sp.sqrt(3), R(3, 2)), 25)
    assert value.guaranteed
    assert contains(value, "0.18301270189221932338186158537646809173570131345", "1e-25")


@pytest.mark.parametrize("d", [2, 4, 6, 20])
@pytest.mark.parametrize("rho", [R(1, 100), R(1, 3), R(9, 10)])
@pytest.mark.parametrize("gamma", [R(1, 2), 1, R(6, 5), 5])
def test_finite_sum_meets_contour_integral(d, rho, gamma):
    for node in (
        GaussianMean(d, rho, gamma),
        GaussianMeanTest(d, rho, gamma, 0),
        GaussianMeanTest(d, rho, gamma, 1),
    ):
        # Enclosures of one number must intersect.
        evaluate(node, 25).intersection(evaluate(node.rewrite(sp.uppergamma), 25))


@pytest.mark.parametrize(
    ("n", "d", "gamma", "noise"),
    [(2, 1, 1, 0), (3, 1, "1.3", 0), (10, 3, "0.5", 0), (5, 4, 2, "0.3"), (50, 7, 1, "0.1"), (1, 2, 1, 1)],
)
def test_enclosure_contains_quadrature(n, d, gamma, noise):
    with mp.workdps(30):
        twin = gaussian_mean_delta_single(n, d, gamma, noise, 18)
        text = mp.nstr(twin, 17)
    game = bc.Game(bc.MultivariateNormal(dim=d), bc.NoisyMean(Fraction(noise) ** 2), n=n, nu=1 / (1 + Fraction(gamma)))
    assert contains(game.delta(20).value, text, "1e-13")


def test_average_over_targets_is_the_leakage():
    with mp.workdps(20):
        text = mp.nstr(gaussian_mean_delta_by_target(4, 1, 12), 12)
    assert contains(evaluate(GaussianMean(1, R(1, 2))), text, "1e-10")


@pytest.mark.parametrize(("d", "rho"), [(10**6, R(1, 1000)), (3, R(1, 10**6)), (1, R(1, 10**9)), (5, R(9999, 10000))])
def test_thirty_digits_where_quadrature_is_out_of_reach(d, rho):
    value = evaluate(GaussianMean(d, rho), 30)
    assert value.guaranteed
    assert value.digits >= 30


def test_rates_give_the_leakage():
    for d, gamma in ((1, R(3, 2)), (3, R(1, 2)), (50, sp.S(1))):
        rho = R(1, 5)
        tpr, fpr = (GaussianMeanTest(d, rho, gamma, member) for member in (1, 0))
        excess = tpr - gamma * fpr
        delta = excess if gamma >= 1 else (excess - 1 + gamma) / gamma
        evaluate(delta, 20).intersection(evaluate(GaussianMean(d, rho, gamma), 20))


def test_a_threshold_that_is_exactly_zero_is_enclosed():
    # gamma = (1 - rho^2)^{-d/2} puts the threshold at 0, which no ball decides.
    value = evaluate(GaussianMean(4, R(1, 2), R(16, 9)), 15)
    value.intersection(evaluate(GaussianMean(4, R(1, 2), R(16, 9)).rewrite(sp.uppergamma), 15))


@pytest.mark.parametrize(("d", "r", "gamma"), [(1, 2, 1), (3, 2, 1), (4, 5, 2), (2, R(1, 10), R(3, 4))])
def test_leakage_of_a_record_meets_the_poisson_mixture(d, r, gamma):
    node = GaussianTarget(d, R(1, 5), r, gamma)
    value, twin = evaluate(node, 15), evaluate(node, 12, "mpmath")
    assert abs(value.midpoint - twin.midpoint) <= abs(twin.midpoint) * Fraction(1, 10**11)


def test_far_records_leak_by_the_limit():
    game = bc.Game(bc.Normal(1, 2), bc.EmpiricalMean(), n=10**8)
    near = target_limit(game, 7)
    assert abs(float(game.target(7)) / float(evaluate(near)) - 1) < 1e-4


def test_planar_rates_where_an_irrational_rho_leaves_the_side_of_the_threshold_open():
    # t (1 - rho^2) = 1: S > 0, of chance 1/2 for members and (1 - rho)/2 for the others
    from boundcalc.functions.means.gauss_rates import GaussianMeanTest

    rho = 1 / sp.sqrt(3)
    for member, expected in ((1, sp.Rational(1, 2)), (0, (1 - rho) / 2)):
        value = evaluate(GaussianMeanTest(2, rho, sp.Rational(3, 2), member), 15)
        assert value.intersection(evaluate(expected, 15)).width < 10**-14


def test_a_record_at_the_centre_of_nearly_independent_vectors():
    # Only |x| > c = sqrt(2 v (ln 2 - ln(v)/2))/rho has P0 > 2 P1, v = 1 - rho^2: both tails by erfc.
    with mp.workdps(40):
        rho = mp.mpf(1) / 1000
        v = 1 - rho**2
        c = mp.sqrt(2 * v * (mp.log(2) - mp.log(v) / 2)) / rho
        truth = mp.erfc(c / mp.sqrt(2)) - 2 * mp.erfc(c / mp.sqrt(2 * v))
        value = evaluate(GaussianTarget(1, sp.Rational(1, 1000), 0, sp.Rational(1, 2)), 8)
        assert value.digits >= 8
        low, high = (mp.mpf(end.numerator) / end.denominator for end in (value.lower, value.upper))
        assert low <= truth <= high
