"""Finite n: two quadratures, simulations and bounds of the same number."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from reference.least_squares import log_ratio_formula, ols_delta_quadrature, simulate_ols

from boundcalc import evaluate
from boundcalc.functions import LeastSquaresDelta, LeastSquaresLeakage, LeastSquaresTest, ResidualAttack
from boundcalc.functions.least_squares import _exact_quadrature

PRINTED = {(3, 1): "0.25992360060524", (6, 3): "0.37651509199106"}


@pytest.mark.parametrize("size", PRINTED)
def test_two_quadratures_agree_on_the_printed_digits(size):
    value = evaluate(LeastSquaresDelta(*size, 1), 15)
    assert not value.guaranteed
    printed = Fraction(PRINTED[size])
    assert value.digits >= 12
    assert abs(value.midpoint - printed) < Fraction(1, 10 ** (len(PRINTED[size]) - 3))


@pytest.mark.slow
@pytest.mark.parametrize(("size", "printed"), [((20, 10), 0.38036694019967), ((200, 100), 0.3827506748986)])
def test_larger_sizes(size, printed):
    value = evaluate(LeastSquaresDelta(*size, 1), 15)
    assert value.digits >= 10
    assert abs(float(value) - printed) < 1e-12


@pytest.mark.slow
def test_direct_quadrature_over_t_x_y():
    assert abs(ols_delta_quadrature(3, nodes=20) - float(evaluate(LeastSquaresDelta(3, 1, 1)))) < 5e-9


@pytest.mark.parametrize(("n", "p", "gamma"), [(3, 1, 1.0), (5, 4, 1.0), (8, 3, 1.5), (8, 3, 0.6)])
def test_quadrature_lies_within_the_simulated_game(n, p, gamma):
    seen = simulate_ols(n, p, 60_000, 1, gamma)
    low = _exact_quadrature.members_first(n, p, gamma, (80, 24, 40)).divergence
    value = low if gamma >= 1 else (low - 1 + gamma) / gamma
    assert abs(seen.mean_lr - 1) < 6 * seen.error_lr + 0.01
    assert abs(seen.under_p1 - value) < 5 * seen.error_p1


def test_gamma_one_divergence_is_tpr_minus_fpr():
    rates = _exact_quadrature.members_first(6, 3, 1.0, (120, 40, 60))
    assert abs(rates.tpr - rates.fpr - rates.divergence) < 1e-13
    fpr, tpr = (evaluate(LeastSquaresTest(6, 3, 1, m), 12) for m in (0, 1))
    assert abs(float(tpr - fpr) - rates.divergence) < 1e-10


def test_ratio_agrees_with_the_direct_formula():
    rng = np.random.default_rng(2)
    for n, p in [(3, 1), (4, 3), (9, 4), (40, 20)]:
        t, x, y = rng.standard_normal((50, p)), rng.standard_normal((50, p)), 2 * rng.standard_normal(50)
        ours = _exact_quadrature.log_ratio(n, p, (t**2).sum(1), (x**2).sum(1), (t * x).sum(1), y)
        assert np.allclose(ours, log_ratio_formula(n, t, x, y), rtol=1e-10, atol=1e-10)


def test_elementary_ratio_when_n_is_p_plus_2():
    rng = np.random.default_rng(3)
    n, p = 5, 3
    t, x, y = rng.standard_normal((20, p)), rng.standard_normal((20, p)), rng.standard_normal(20)
    u = (t * x).sum(1)
    r, a = y - u, (x**2).sum(1) + u**2
    s = np.abs(r) * np.sqrt(a)
    from scipy.special import gamma

    plain = np.sqrt(np.pi) / 2 * gamma(n / 2) / gamma((n + 1) / 2) * np.sqrt(1 + (t**2).sum(1))
    plain *= np.exp(r * u - s) * (1 + s + a)
    ours = _exact_quadrature.log_ratio(n, p, (t**2).sum(1), (x**2).sum(1), u, y)
    assert np.allclose(ours, np.log(plain), atol=1e-12)


def test_per_record_leakage_averages_to_delta():
    rng = np.random.default_rng(4)
    values = [
        _exact_quadrature.one_record(6, 3, 1.0, rng.chisquare(3), rng.standard_normal(), 6)[0] for _ in range(600)
    ]
    error = np.std(values) / np.sqrt(len(values))
    assert abs(np.mean(values) - 0.37651509199) < 5 * error


@pytest.mark.parametrize(("square", "y"), [(1, 1), (3, 0), (0, 1), (9, -3)])
def test_per_record_leakage_within_a_simulation_of_the_fit(square, y):
    n, p, size = 6, 3, 40_000
    rng = np.random.default_rng(5)
    X, Y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    X[:, 0], Y[:, 0] = [np.sqrt(square), 0, 0], y
    t = np.linalg.solve(np.einsum("rni,rnj->rij", X, X), np.einsum("rni,rn->ri", X, Y)[..., None])[..., 0]
    u = np.sqrt(square) * t[:, 0]
    gain = np.maximum(1 - np.exp(-_exact_quadrature.log_ratio(n, p, (t**2).sum(1), float(square), u, float(y))), 0)
    value = float(evaluate(LeastSquaresLeakage(n, p, 1, square, y), 10))
    assert abs(gain.mean() - value) < 5 * gain.std() / np.sqrt(size)


RECORDS = [
    (3, 1, "1", 1, "1"),
    (4, 2, "1", 1, "1/2"),
    (5, 2, "3/2", 2, "1"),
    (6, 3, "1/2", 3, "0"),
    (20, 10, "1", 10, "-2"),
]


@pytest.mark.parametrize(("n", "p", "gamma", "square", "y"), RECORDS)
def test_record_enclosure_contains_the_float_quadratures(n, p, gamma, square, y):
    g = Fraction(gamma)
    value = evaluate(LeastSquaresLeakage(n, p, sp.Rational(gamma), square, sp.Rational(y)), 6)
    assert value.guaranteed
    assert value.digits >= 6
    for found in _exact_quadrature.one_record(n, p, float(g), float(square), float(Fraction(y)), 36):
        seen = found if g >= 1 else (found - 1 + float(g)) / float(g)
        assert float(value.lower) - 1e-10 <= seen <= float(value.upper) + 1e-10


def test_record_enclosure_contains_the_integral_over_the_estimate():
    from scipy.integrate import quad
    from scipy.stats import t as student

    n, x, y = 4, 0.5, 1.5  # p = 1: sqrt(n) t has a Student law with n degrees
    law = student(n, scale=n**-0.5)

    def loss(t):
        ratio = np.exp(log_ratio_formula(n, np.array([t]), np.array([x]), np.array(y)))
        return law.pdf(t) * max(1 - ratio, 0.0)

    grid = np.concatenate([-np.geomspace(1e-2, 60, 30)[::-1], np.geomspace(1e-2, 60, 30), [y / x]])
    grid.sort()
    inside = sum(quad(loss, a, b, limit=200, epsabs=1e-13)[0] for a, b in pairwise(grid))
    value = evaluate(LeastSquaresLeakage(n, 1, 1, sp.Rational(1, 4), sp.Rational(3, 2)), 12)
    assert abs(float(value) - inside - 2 * law.sf(60)) < 1e-9  # beyond |t| = 60 the ratio is 0


def test_record_without_features_is_exact():
    # x = 0, n = 3, p = 2: LR = sqrt(v)/2 with v = 1 + |t|^2 of density 1/v^2, and E (1 - sqrt(v)/2)_+ = 3/4 - 1/2
    value = evaluate(LeastSquaresLeakage(3, 2, 1, 0, 5), 20)
    assert value.guaranteed
    assert value.lower <= Fraction(1, 4) <= value.upper
    assert value.digits >= 20


def test_record_beyond_the_certified_sizes_is_not_called_guaranteed():
    value = evaluate(LeastSquaresLeakage(100, 50, 1, 50, 1), 8)
    assert not value.guaranteed


@pytest.mark.parametrize("gamma", ["1", "2", "1/2"])
def test_residual_attack_contains_its_quadrature_and_stays_below(gamma):
    expr = ResidualAttack(6, 3, sp.Rational(gamma))
    value = evaluate(expr, 20)
    assert value.guaranteed
    assert abs(value.midpoint - evaluate(expr, 10, "mpmath").midpoint) < Fraction(1, 10**8)
    g = float(Fraction(gamma))
    whole = _exact_quadrature.members_first(6, 3, g, (80, 24, 40)).divergence
    assert float(value) <= (whole if g >= 1 else (whole - 1 + g) / g)


def test_residual_attack_matches_simulated_fits():
    n, p, size = 12, 6, 40_000
    rng = np.random.default_rng(6)
    X, Y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    t = np.linalg.solve(np.einsum("rni,rnj->rij", X, X), np.einsum("rni,rn->ri", X, Y)[..., None])[..., 0]
    from boundcalc.functions.least_squares.residual import threshold

    tau = float(threshold(n, p, 1.0))
    member = np.abs(Y[:, 0] - (X[:, 0] * t).sum(1)) <= tau
    fresh = np.abs(rng.standard_normal(size) - (rng.standard_normal((size, p)) * t).sum(1)) <= tau
    assert abs(member.mean() - fresh.mean() - float(evaluate(ResidualAttack(n, p, 1), 8))) < 0.015


def test_too_few_data_are_refused():
    with pytest.raises(ValueError, match="n must be more than p"):
        evaluate(LeastSquaresDelta(3, 3, 1))
    with pytest.raises(ValueError, match="beyond the reach"):
        evaluate(LeastSquaresDelta(10**6, 3, 1))
