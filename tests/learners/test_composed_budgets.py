"""Budgets in Rényi divergences: approximate zCDP, and compositions with any other mechanism."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import RenyiProfile
from boundcalc.learners import Composition


def best(learner, gamma=1, record="average", only=None):
    bounds = bc.Game(None, learner, n=9, lam=gamma, record=record).bounds(8)
    return {b.id: b.number().upper for b in bounds if only is None or b.id in only}


def largest_order_ratio(p, q):
    """sup D_alpha/alpha over alpha > 1 in both orders, about, from the definition."""
    orders = 1 + np.geomspace(1e-4, 100, 2000)
    values = [np.log(np.sum(x**a * y ** (1 - a))) / (a - 1) / a for a in orders for x, y in ((p, q), (q, p))]
    assert max(values) > np.max(np.abs(np.log(p / q))) / 101  # nor is it larger at larger orders
    return max(values)


def hockey_stick(laws, gamma):
    """E_gamma of a product of pairs of laws on finitely many values, by listing all outcomes."""
    total = 0.0
    for outcome in product(*(range(len(p)) for p, _ in laws)):
        p, q = (math.prod(pair[side][i] for pair, i in zip(laws, outcome, strict=True)) for side in (0, 1))
        total += max(0.0, p - gamma * q)
    return total


@pytest.mark.parametrize(("seed", "gamma"), [(0, 1), pytest.param(1, 2, marks=pytest.mark.slow)])
def test_no_composition_of_mechanisms_exceeds_what_follows_from_their_budgets(seed, gamma):
    rng = np.random.default_rng(seed)
    laws = [tuple(rng.dirichlet(np.full(3, 8.0)) for _ in "PQ") for _ in range(2)]
    rhos = [largest_order_ratio(p, q) for p, q in laws]
    scale = math.log(3)
    response = (np.array([0.75, 0.25]), np.array([0.25, 0.75]))
    truth = hockey_stick([*laws, response], gamma)
    budgets = [bc.ZeroConcentratedDP(sp.Rational(math.ceil(1.001 * rho * 10**6), 10**6)) for rho in rhos]
    whole = Composition([*budgets, bc.PrivateLearner(str(math.ceil(scale * 1e6) / 1e6))])
    found = best(whole, gamma, "worst", {"losses", "renyi-profile", "zcdp"})
    assert set(found) >= {"losses", "renyi-profile"}
    assert all(value >= truth for value in found.values())
    assert found["losses"] < found["renyi-profile"]  # of the answer more is known than its rho


def test_budgets_of_one_kind_add_up():
    three = Composition([bc.ZeroConcentratedDP("1/8"), bc.ZeroConcentratedDP("1/4", "1/10", "1/100")], times=[2, 1])
    whole = bc.ZeroConcentratedDP("1/2", "1/10", "1/100")
    assert three.parts == (three, whole)
    assert three.loss == whole.loss
    twice = Composition([Composition([whole]), whole])
    assert twice.parts[1] == bc.ZeroConcentratedDP(1, "1/5", 1 - sp.Rational(99, 100) ** 2)
    orders = Composition([bc.RenyiDP(2, "1/10"), bc.RenyiDP(3, "1/5"), bc.ZeroConcentratedDP("1/20")])
    assert bc.RenyiDP(2, "2/5") in orders.parts  # D_2 <= D_3, and 2 rho
    assert [part.alpha for part in orders.parts[1:] if isinstance(part, bc.RenyiDP)] == [2]
    budget = Composition([bc.ZeroConcentratedDP("1/8"), bc.PrivateLearner(1, "1/1000")])
    assert budget.parts[1] == bc.ZeroConcentratedDP("5/8", delta="1/1000")


def test_a_renyi_budget_and_a_mechanism_have_the_budget_of_their_sum():
    whole = Composition([bc.RenyiDP(2, "1/10"), bc.LaplaceMechanism(2)])
    laplace = math.log((2 / 3) * math.exp(1 / 2) + (1 / 3) * math.exp(-1))  # D_2 of Laplace laws 1/2 apart
    assert 0 <= float(whole.parts[1].epsilon) - (0.1 + laplace) < 1e-9
    training = Composition([bc.RenyiDP(2, "1/10", neighbours="add-remove"), bc.DPSGD(1, "1/10", 5)])
    sampled = 5 * math.log(1 + (math.e - 1) / 100)  # D_2 of removing: 1 + q^2 (e^(1/s^2) - 1)
    assert float(training.parts[1].epsilon) >= 0.1 + sampled - 1e-12
    assert set(best(training, record="worst")) >= {"renyi-profile"}


@pytest.mark.parametrize("gamma", [pytest.param(1, marks=pytest.mark.slow), 3])
def test_approximate_concentration_is_the_largest_over_all_tests(gamma):
    rho, xi, delta = 0.3, 0.2, 0.01
    orders = 1 + np.geomspace(1e-3, 40, 80)
    a, b = np.meshgrid(np.linspace(0.002, 0.6, 120), np.linspace(0.002, 0.998, 250), indexing="ij")
    allowed = np.ones_like(a, dtype=bool)
    for order in orders:
        for x, y in ((b, a), (a, b)):
            moment = x**order * y ** (1 - order) + (1 - x) ** order * (1 - y) ** (1 - order)
            allowed &= np.log(moment) / (order - 1) <= xi + rho * order
    about = delta + (1 - delta) * np.max((b - gamma * a)[allowed])
    budget = sp.Tuple(*(sp.Rational(str(x)) for x in (rho, xi, delta)))
    found = bc.evaluate(RenyiProfile(budget, gamma), 8)
    assert found.upper >= about - 1e-4  # the grid of orders allows a little too much
    assert float(found.upper) - about < 2e-2  # the grid of tests misses a corner
    assert bc.PrivacyLoss.renyi_budget((rho, xi, delta)).divergence(gamma).upper >= found.lower


def test_without_xi_and_delta_it_is_the_plain_budget():
    plain, written = bc.ZeroConcentratedDP("1/2"), bc.ZeroConcentratedDP("1/2", xi=0, delta=0)
    assert plain == written
    assert str(written) == "ZeroConcentratedDP(rho=1/2)"
    more = bc.ZeroConcentratedDP("1/2", xi="1/1000000", delta="1/1000000")
    near, far = (best(x, record="worst", only={"renyi-profile"})["renyi-profile"] for x in (plain, more))
    assert near < far < near + Fraction(1, 10**5)
    assert set(best(more, record="worst")) == {"renyi-profile"}


def test_the_pair_of_a_budget_lies_above_its_profile_and_close_to_it():
    for budget in (sp.Rational(1, 2), sp.Tuple(2, 1)):
        loss = bc.PrivacyLoss.renyi_budget(budget)
        for gamma in (1, 2, 5, "1/2"):
            exact = bc.evaluate(RenyiProfile(budget, sp.Integer(2) if gamma == "1/2" else gamma), 8).upper
            if gamma == "1/2":  # E_gamma = 1 - gamma + gamma E_(1/gamma), by symmetry
                exact = Fraction(1, 2) + exact / 2
            found = loss.divergence(gamma, 8)
            assert exact * (1 - Fraction(1, 10**7)) <= found.upper < exact * Fraction(101, 100)


def test_concentration_of_added_and_removed_records_is_that_of_two_steps():
    """The exchange of a record from N(0,1) noise moves it by 2: 4 rho; with delta the general route."""
    removed = bc.ZeroConcentratedDP("1/8", neighbours="add-remove")
    assert removed.exchange == bc.ZeroConcentratedDP("1/2").loss
    approximate = bc.ZeroConcentratedDP("1/8", delta="1/1000", neighbours="add-remove")
    assert approximate.exchange is None
    truth = math.erf(0.5 / math.sqrt(2))  # TV of N(1, 1) and N(0, 1), which the budget allows
    assert all(value >= truth for value in best(approximate, record="worst").values())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: bc.ZeroConcentratedDP(1, xi=-1), r"xi must be in \[0, oo\), got -1"),
        (lambda: bc.ZeroConcentratedDP(1, delta=1), r"delta must be in \[0, 1\), got 1"),
        (lambda: bc.PrivacyLoss.renyi_budget(0), "rho must be in"),
        (lambda: bc.PrivacyLoss.renyi_budget((1, 1)), "alpha must be in"),
        (lambda: bc.PrivacyLoss.renyi_budget((1, 1, 1)), "delta must be in"),
        (lambda: bc.PrivacyLoss.renyi_budget((1, 1, 0, 1)), "budget must be rho"),
        (lambda: bc.PrivacyLoss.renyi_budget("1e-30"), "neither too small nor too large"),
        (lambda: bc.PrivacyLoss.renyi_budget(sp.Symbol("r", positive=True)), "must be a number here"),
    ],
)
def test_budgets_that_are_none_are_refused_in_one_line(make, words):
    with pytest.raises(ValueError, match=words) as error:
        make()
    assert "\n" not in str(error.value)
