"""The best profile of a Renyi budget: against brute force over tests, and against mechanisms that have the budget."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

import boundcalc as bc
from boundcalc.functions import RenyiMix, RenyiProfile

BUDGETS = [sp.Integer(2), sp.Rational(1, 2), sp.Tuple(2, 1), sp.Tuple(sp.Rational(3, 2), sp.Rational(1, 10))]


def divergence(orders, x, y):
    return np.log(x**orders * y ** (1 - orders) + (1 - x) ** orders * (1 - y) ** (1 - orders)) / (orders - 1)


def brute(budget, gamma):
    """The largest b - gamma a over a grid of tests that many orders allow: about the truth, from the definition."""
    orders = np.array([float(budget[0])]) if isinstance(budget, sp.Tuple) else 1 + np.geomspace(1e-4, 40, 160)
    most = np.array([float(budget[1])]) if isinstance(budget, sp.Tuple) else float(budget) * orders
    best = 0.0
    for a in np.concatenate((np.geomspace(1e-6, 1e-2, 60), np.linspace(0.01, 0.6, 400))):
        low, high = a, 1 - 1e-12
        for _ in range(30):
            b = (low + high) / 2
            moments = [
                x**orders * y ** (1 - orders) + (1 - x) ** orders * (1 - y) ** (1 - orders) for x, y in ((b, a), (a, b))
            ]
            worst = max(float(np.max(np.log(moment) / (orders - 1) - most)) for moment in moments)
            low, high = (b, high) if worst <= 0 else (low, b)
        best = max(best, low - gamma * a)
    return best


@pytest.mark.parametrize("gamma", ["1", "2", "8"])
@pytest.mark.parametrize("budget", BUDGETS, ids=str)
def test_it_is_the_largest_over_all_tests(budget, gamma):
    found = bc.evaluate(RenyiProfile(budget, sp.Rational(gamma)), 8)
    about = brute(budget, float(sp.Rational(gamma)))
    assert abs(float(found.upper) - about) < 5e-4  # the grid of rates misses a corner
    assert found.upper >= about - 2e-5  # the grid of orders allows a little too much


@pytest.mark.parametrize("gamma", [1.0, 1.5, 6.0])
@pytest.mark.parametrize("rho", [0.1, 0.5, 2.0])
def test_the_gaussian_mechanism_of_this_concentration_leaks_less(rho, gamma):
    mu = math.sqrt(2 * rho)
    shift = math.log(gamma) / mu
    truth = stats.norm.cdf(mu / 2 - shift) - gamma * stats.norm.cdf(-mu / 2 - shift)
    budget = sp.Rational(str(rho))
    assert truth <= bc.evaluate(RenyiProfile(budget, sp.Rational(str(gamma)))).upper


def test_the_printed_values():
    game = bc.Game(None, bc.ZeroConcentratedDP(2), n=1, record="worst")
    assert game.bounds().upper.number().upper <= sp.Rational(834, 1000)
    # One order alone at a = 1/10: b^2/.1 + (1-b)^2/.9 = e.
    b = (2 / 0.9 + math.sqrt((2 / 0.9) ** 2 - 4 * (1 / 0.1 + 1 / 0.9) * (1 / 0.9 - math.e))) / (2 * (1 / 0.1 + 1 / 0.9))
    found = bc.plan.best_tpr(bc.Game(None, bc.RenyiDP(2, 1), n=1, record="worst"), "1/10")
    assert b <= found.upper < b + 1e-6
    assert round(1 - float(found.upper), 4) >= 0.5067


@pytest.mark.parametrize("budget", BUDGETS, ids=str)
def test_the_average_target_leaks_less_than_the_worst_and_no_less_than_two_laws_allow(budget):
    average = bc.evaluate(RenyiMix(budget, 1))
    worst = bc.evaluate(RenyiProfile(budget, 1))
    assert average.upper < worst.lower
    assert average.upper >= worst.lower / 2  # two targets whose laws attain the profile: half of what tells them apart


@pytest.mark.parametrize("rho", ["1e-6", "1e-7", "8e-8", "5e-8", "1e-8"])
def test_small_concentrated_budgets_scale_with_their_root(rho):
    # D_alpha is alpha times half the variance of a small loss: all is in the root of rho, with the same constants.
    budget, scale = sp.Rational(rho), math.sqrt(float(sp.Rational(rho)))
    worst, average = (float(bc.evaluate(node(budget, 1), 6).upper) / scale for node in (RenyiProfile, RenyiMix))
    assert abs(worst - math.sqrt(1 / 2)) < 1e-5  # relative entropy at most rho: Pinsker, sharp for small ones
    assert abs(average - 0.5561) < 5e-4  # as at rho = 1e-4
