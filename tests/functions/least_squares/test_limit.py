"""The limit of least squares, in certified digits."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from reference.least_squares import ols_limit_delta

from boundcalc import evaluate
from boundcalc.functions import PlanarGaussian, PlanarGaussianTest
from boundcalc.theorems.least_squares.limit import limit
from boundcalc.theorems.least_squares.noise import noise_limit
from boundcalc.theorems.least_squares.ridge import ridge_limit

R = sp.Rational


def small_ratio(c):
    """The expansion of Delta(c) as c -> 0, up to O(c^(5/2) ln c): the second term found from 60 digits, not proved."""
    second = sp.log(1 / c) + sp.Rational(8, 3) + 2 * sp.log(2) - 2 * sp.EulerGamma
    return sp.sqrt(c) / sp.pi + c ** sp.Rational(3, 2) / (4 * sp.pi) * second


def near_interpolation(c):
    """Delta(c) as c -> 1: 1 - 2 e sqrt(ln(1/e)/pi), e = 1 - c; relative error of 1 - Delta of order 1/ln(1/e)."""
    return 1 - 2 * (1 - c) * sp.sqrt(sp.log(1 / (1 - c)) / sp.pi)


@pytest.mark.parametrize("c", ["1/10", "1/2", "9/10", "1/1000", "999/1000"])
def test_limit_has_thirty_certain_digits_and_contains_the_conditional_quadrature(c):
    value = evaluate(limit(R(c), sp.S.One), 30)
    assert value.guaranteed
    assert value.digits >= 30
    with mpmath.workdps(30):
        twin = ols_limit_delta(mpmath.mpf(Fraction(c).numerator) / Fraction(c).denominator, 25)
        assert abs(mpmath.mpf(value.midpoint.numerator) / value.midpoint.denominator - twin) < mpmath.mpf(10) ** -18


@pytest.mark.parametrize(("c", "printed"), [("1/10", 0.115004800280549), ("1/2", 0.383018236687107)])
def test_printed_values(c, printed):
    assert abs(float(evaluate(limit(R(c), sp.S.One), 15)) - printed) < 1e-15


@pytest.mark.parametrize("gamma", ["1/3", "1/2", "1", "3/2", "2", "3"])
@pytest.mark.parametrize("c", ["1/5", "1/2", "4/5"])
def test_every_gamma_contains_the_angular_formula(c, gamma):
    expr = limit(R(c), R(gamma))
    twin = evaluate(expr, 12, "mpmath")
    assert abs(evaluate(expr, 20).midpoint - twin.midpoint) < Fraction(1, 10**11)


@pytest.mark.parametrize("t", ["1/2", "1", "2", "5"])
def test_divergence_is_the_difference_of_the_rates(t):
    c, threshold = R(1, 2), R(t)
    fpr, tpr = (evaluate(PlanarGaussianTest(2 - c, (1 - c) ** 2, threshold, m), 20) for m in (0, 1))
    gain = tpr - fpr * Fraction(t)
    value = evaluate(limit(c, threshold), 20)
    if threshold < 1:
        gain = (gain - 1 + Fraction(t)) / Fraction(t)
    assert gain.lower <= value.upper
    assert value.lower <= gain.upper


def test_rates_agree_with_draws():
    rng = np.random.default_rng(0)
    c = 0.3
    kappa = c / (1 - c)
    y, u0 = rng.standard_normal(10**6), np.sqrt(kappa) * rng.standard_normal(10**6)
    u1 = c * y + np.sqrt(c - c**2) * rng.standard_normal(10**6)

    def log_ratio(u):
        return -np.log(1 - c) + (y - u) * u - kappa * (y - u) ** 2 / 2

    for member, u in ((0, u0), (1, u1)):
        exact = float(evaluate(PlanarGaussianTest(2 - R(3, 10), R(49, 100), R(3, 2), member), 10))
        assert abs(np.mean(log_ratio(u) > np.log(1.5)) - exact) < 0.0025


def test_heavy_ridge_still_leaks():
    heavy = evaluate(PlanarGaussian(R(5, 2), 1, 1), 15)
    assert abs(float(heavy) - 0.216346895938785) < 1e-15
    near = evaluate(ridge_limit(R(1, 2), sp.Integer(10**9), sp.S.One), 12)
    assert abs(near.midpoint - heavy.midpoint) < Fraction(1, 10**8)
    assert abs(float(evaluate(ridge_limit(R(1, 2), R(1, 2), sp.S.One), 8)) - 0.2891) < 5e-5


def test_ridge_and_noise_tend_to_least_squares():
    plain = evaluate(limit(R(1, 2), sp.S.One), 12).midpoint
    for expr in (
        ridge_limit(R(1, 2), R(1, 10**9), sp.S.One),
        noise_limit(R(1, 2), R(1, 10**9), sp.S.One),
    ):
        assert abs(evaluate(expr, 12).midpoint - plain) < Fraction(1, 10**7)


def test_expansions_are_approached():
    errors = []
    for c in (R(1, 10**4), R(1, 10**8)):
        gap = evaluate(limit(c, sp.S.One) - small_ratio(c), 10)
        errors.append(abs(float(gap)) / float(c) ** 2.5)
    assert errors[1] < 40  # O(c^(5/2) ln c)
    first = float(evaluate((1 - limit(1 - R(1, 10**30), sp.S.One)) / (1 - near_interpolation(1 - R(1, 10**30))), 8))
    assert abs(first - 1) < 0.01


def test_eigenvalues_on_one_side_are_refused():
    with pytest.raises(ValueError, match="finite ball"):
        evaluate(PlanarGaussian(3, 2, 1))
