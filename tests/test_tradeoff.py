"""The trade-off curve against the naive ROC."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
from reference.enumeration import joint_and_product
from reference.random_games import random_games
from reference.tradeoff import TradeOff as Naive

import boundcalc as bc
from boundcalc.numeric import Enclosure

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
