"""The trade-off curve against the naive ROC."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp
from reference.enumeration import joint_and_product
from reference.random_games import random_games
from reference.tradeoff import TradeOff as Naive

import boundcalc as bc
from boundcalc.numeric import ContradictionError, Enclosure
from boundcalc.tradeoff import TradeOff

RATES = ["0", "1/1000", "1/10", "1/3", "1/2", "9/10", "1"]


@pytest.mark.parametrize("seed", range(6))
def test_listed_and_searched_curves_contain_the_naive_roc(seed):
    for game in random_games(seed, 2, max_size=3, max_n=4):
        naive = Naive(*joint_and_product(game.probs, game.n, lambda sample: tuple(sorted(sample))))
        listed = bc.Game(bc.Categorical(game.probs), n=game.n).tradeoff()
        searched = replace(listed, points=None)
        blind = replace(searched, guess=None)
        assert listed.auc().exact == naive.auc()
        assert naive.auc() in searched.auc()
        assert naive.auc() in blind.auc()
        for rate in RATES:
            truth = naive.tpr_at(Fraction(rate))
            assert listed.tpr(rate).exact == truth
            assert truth in searched.tpr(rate)
            assert truth in blind.tpr(rate)
            assert searched.tpr(rate).width <= Fraction(1, 10**9)
            needed = listed.fpr(rate).exact
            assert naive.tpr_at(needed) >= Fraction(rate)
            assert needed in searched.fpr(rate)


def test_curve_determines_delta_at_every_gamma():
    game = bc.Game(bc.Zipf(1, 5), n=12)
    curve = game.tradeoff()
    points = [Fraction(i, 400) for i in range(401)]
    for gamma in (Fraction(1), Fraction(3, 2), Fraction(3)):
        supremum = max(curve.tpr(a).exact - gamma * a for a in points)
        exact = replace(game, lam=gamma).delta().value.exact
        assert supremum <= exact <= supremum + gamma / 400


@pytest.mark.parametrize("law", [bc.Geometric("1/3"), bc.Poisson(4), bc.Zeta(2)], ids=str)
def test_infinite_laws_have_certified_curves(law):
    curve = bc.Game(law, n=50).tradeoff()
    values = [curve.tpr(a) for a in ("1/1000", "1/100", "1/10", "1/2")]
    assert all(v.guaranteed and v.digits >= 8 for v in values)
    assert all(a < b for a, b in pairwise(values))
    game = bc.Game(law, n=50)
    # TPR <= gamma FPR + E_gamma for every gamma, with equality at the best one.
    for rate, value in zip(("1/1000", "1/100", "1/10", "1/2"), values, strict=True):
        for gamma in ("1", "2", "5"):
            line = Fraction(gamma) * Fraction(rate) + replace(game, lam=gamma).delta(20).value
            assert value.lower <= line.upper


def test_curve_lists_points_to_plot():
    points = bc.Game(bc.Bernoulli("1/3"), n=3).tradeoff().curve(11)
    assert len(points) == 11
    assert points[-1][1].exact == 1


def test_rates_stay_within_0_and_1_where_balls_say_nothing():
    blind = Enclosure(float("-inf"), float("inf"))
    law = bc.Categorical([sp.sqrt(2) / 2, 1 - sp.sqrt(2) / 2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("boundcalc.game.evaluate", lambda *_: blind)
        curve = bc.Game(law, n=3).tradeoff()
        assert curve.divergence(Fraction(2)) in Enclosure(0, 1)
        assert all(rate in Enclosure(0, 1) for rate in curve.test(Fraction(2)))


# -- two laws ----------------------------------------------------------------------------------------------------------


def holds(value, truth, digits=9):
    """The enclosure contains an independent value (of 25 digits or more) and has the digits."""
    exact = Fraction(mp.nstr(truth, 30))
    slack = abs(exact) / 10**24
    return value.guaranteed and value.digits >= digits and value.lower - slack <= exact <= value.upper + slack


@pytest.mark.parametrize(
    ("shift", "rate"), [(1, "1/10"), (10, "1e-20"), (40, "1e-300"), ("1/100", "1/2"), (3, "999/1000")]
)
def test_curve_of_two_normals_for_any_shift_and_rate(shift, rate):
    with mp.workdps(340):
        mu, a = (mp.mpf(f.numerator) / f.denominator for f in (Fraction(shift), Fraction(rate)))
        z = mp.findroot(
            lambda z: mp.log(mp.ncdf(-z)) - mp.log(a), mp.sqrt(abs(2 * mp.log(2 * min(a, 1 - a)))) * mp.sign(0.5 - a)
        )
        truth = mp.ncdf(mu - z)
        curve = TradeOff.between(bc.Normal(shift, 1), bc.Normal(0, 1))
        assert holds(curve.tpr(rate), truth)
        back = curve.fpr(Fraction(mp.nstr(truth, 320)))
        assert back.lower <= Fraction(rate) * (1 + Fraction(1, 10**20))
        assert back.upper >= Fraction(rate) * (1 - Fraction(1, 10**20))


@pytest.mark.parametrize("rate", ["1/1000", "1/100", "1/10", "1/2"])
def test_curve_of_shifted_laplace_laws_is_straight_on_its_plateau(rate):
    curve = TradeOff.between(bc.Laplace("12/5", 1), bc.Laplace(0, 1))
    with mp.workdps(40):
        a, b = mp.mpf(Fraction(rate).numerator) / Fraction(rate).denominator, mp.mpf(12) / 5
        # p/q = e^b right of b, where Q has e^-b/2; between 0 and b, FPR = e^-x/2 and TPR = 1 - e^(x-b)/2.
        truth = a * mp.exp(b) if a <= mp.exp(-b) / 2 else 1 - mp.exp(-b) / (4 * a)
        assert holds(curve.tpr(rate), truth)


def test_curve_of_shifted_logistic_laws():
    curve = TradeOff.between(bc.Logistic(1, 1), bc.Logistic(0, 1))
    with mp.workdps(40):
        for rate in ("1/10", "1/1000"):
            a = mp.mpf(Fraction(rate).numerator) / Fraction(rate).denominator
            # p/q rises: the test says P beyond log((1-a)/a).
            assert holds(curve.tpr(rate), 1 / (1 + (1 - a) / a * mp.exp(-1)))


def test_curve_of_shifted_cauchy_laws():
    curve = TradeOff.between(bc.Cauchy(1, 1), bc.Cauchy(0, 1))
    with mp.workdps(40):

        def rates(t):  # p > t q between the roots of (t - 1) x^2 - 2 t x + ... : 1 + x^2 > t (1 + (x-1)^2)
            root = mp.sqrt(t * t - (t - 1) * (2 * t - 1))
            low, high = (t - root) / (t - 1), (t + root) / (t - 1)
            return [(mp.atan(high - s) - mp.atan(low - s)) / mp.pi for s in (0, 1)]

        t = mp.findroot(lambda t: rates(t)[0] - mp.mpf(1) / 10, 2.3)
        assert holds(curve.tpr("1/10"), rates(t)[1])


def test_curve_of_two_binomials_is_the_polygon_of_its_atoms():
    p, q = (
        [Fraction(k) for k in masses]
        for masses in (binomial_masses(12, Fraction(1, 3)), binomial_masses(12, Fraction(1, 4)))
    )
    naive = Naive(dict(enumerate(p)), dict(enumerate(q)))
    curve = TradeOff.between(bc.Binomial(12, "1/3"), bc.Binomial(12, "1/4"))
    for rate in RATES:
        value, truth = curve.tpr(rate), naive.tpr_at(Fraction(rate))
        assert truth in value
        assert value.width <= truth / 10**12
    assert naive.auc() in curve.auc()


def binomial_masses(n, p):
    return [sp.binomial(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


PAIRS = [
    (bc.Normal(0, 1), bc.Cauchy(0, 1)),
    (bc.Exponential(2), bc.Gamma(3, 1)),
    (bc.Uniform(0, 2), bc.Uniform(1, 3)),
    (bc.Poisson(3), bc.Poisson(5)),
    (bc.Geometric("1/3"), bc.Zeta(3)),
    (bc.Mixture([bc.Normal(0, 1), bc.Normal(4, 1)], ["9/10", "1/10"]), bc.Normal(0, 1)),
]


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=str)
def test_the_curve_is_concave_rises_and_its_support_lines_are_the_hockey_sticks(p, q):
    curve = TradeOff.between(p, q)
    rates = [Fraction(k, 4) for k in range(5)]
    values = [curve.tpr(a) for a in rates]
    assert all(
        Enclosure(0, 1).lower <= v.lower and v.upper <= 1 and v.upper >= a for a, v in zip(rates, values, strict=True)
    )
    assert all(before.lower <= after.upper for before, after in pairwise(values))
    for left, middle, right in zip(values, values[1:], values[2:], strict=False):
        assert (left.lower + right.lower) / 2 <= middle.upper
    for gamma in ("1/3", "1", "3"):
        g = Fraction(gamma)
        height = bc.evaluate(bc.hockey_stick(p, q, gamma), 12)
        assert all(v.lower <= g * a + height.upper for a, v in zip(rates, values, strict=True))
        # sup over the grid is E_gamma less at most gamma times the step.
        assert max(v.upper - g * a for a, v in zip(rates, values, strict=True)) >= height.lower - g / 4
    area = curve.auc()
    assert sum(v.lower + w.lower for v, w in pairwise(values)) / 8 <= area.upper


def test_the_area_under_the_curve_of_two_normals():
    with mp.workdps(30):
        for shift in (1, 4):
            area = TradeOff.between(bc.Normal(shift, 1), bc.Normal(0, 1)).auc()
            assert area.lower <= Fraction(mp.nstr(mp.ncdf(shift / mp.sqrt(2)), 25)) <= area.upper
            assert area.width < Fraction(1, 1000)


def test_statements_that_exclude_each_other_raise():
    torn = TradeOff(
        lambda t: Enclosure.point(Fraction(1, 10)), lambda t: (Enclosure.point(Fraction(1, 10)), Enclosure.point(1))
    )
    with pytest.raises(ContradictionError):
        torn.tpr("1/10")


def test_the_false_positives_of_a_certain_hit_are_searched_to_thresholds_of_many_digits():
    """n = 1: the record itself is released, so an attack that finds every member errs with probability sum p^2."""
    curve = bc.Game(bc.Binomial(3, "1/10"), bc.SufficientStatistic(), n=1).tradeoff()
    found = curve.fpr(1)
    assert found.lower <= Fraction("0.59122") <= found.upper
    assert found.guaranteed
