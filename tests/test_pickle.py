"""What leaves the library travels: to other processes, and back the same."""

import pickle
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.planning.least_squares import limit_tradeoff
from boundcalc.theorems import CATALOG

sys.path.insert(0, str(Path(__file__).parent / "theorems"))

from sample_games import laws, learners


def again(x):
    return pickle.loads(pickle.dumps(x))


@pytest.mark.parametrize("law", laws(3), ids=str)
def test_laws_pickle(law):
    assert again(law) == law
    assert type(again(law)) is type(law)


@pytest.mark.parametrize("learner", learners(), ids=str)
def test_learners_pickle(learner):
    assert again(learner) == learner


def test_theorems_are_found_again_in_the_catalog():
    assert all(again(theorem) is theorem for theorem in CATALOG.values())


def test_conditions_are_found_again_in_their_theorem():
    conditions = [condition for theorem in CATALOG.values() for condition in theorem.conditions]
    assert all(again(condition) is condition for condition in conditions)


def games():
    yield bc.Game(bc.Categorical(["1/2", "1/3", "1/6"], values=["a", "b", "c"]), n=3, nu="2/5")
    yield bc.Game(bc.Quantised(bc.Normal(0, 1), [0, 1]), n=5)
    yield bc.Game(bc.Mixture([bc.Poisson(1), bc.Geometric("1/2")]), n=4)
    yield bc.Game(bc.MultivariateNormal(dim=2), bc.EmpiricalMean(), n=4)
    yield bc.Game(bc.MultivariateNormal([0, 1], [[2, 1], [1, 2]]), bc.NoisyMean("1/4"), n=4)
    yield bc.Game(bc.Geometric(sp.Symbol("q", positive=True)), n=sp.Symbol("n", integer=True, positive=True))
    yield bc.Game(None, bc.PrivateLearner(1, "1e-5") & bc.BitBudget(100), n=50)


@pytest.mark.parametrize("game", list(games()), ids=lambda game: str(game.law)[:30])
def test_games_and_their_results_pickle(game):
    assert again(game) == game
    bounds = list(game.bounds())
    assert again(bounds) == bounds
    assert list(again(game.bounds())) == bounds
    why = game.explain()
    assert again(why) == why
    assert str(again(why)) == str(why)
    for result in bounds if game.exact_theorem is None else [game.delta(), *bounds]:
        assert again(result) == result
        assert (str(again(result)), again(result).latex()) == (str(result), result.latex())


def value(game):
    return game.delta(12)


def rates(curve):
    return curve.tpr("1/10")


def test_games_and_curves_are_sent_to_processes_and_threads():
    exact = [game for game in games() if not game.is_symbolic and game.exact_theorem is not None]
    curves = [exact[0].tradeoff(), bc.TradeOff.between(bc.Normal(1, 1), bc.Normal(0, 1)), limit_tradeoff("1/2")]
    here = [*map(value, exact)], [*map(rates, curves)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert [*pool.map(value, exact)] == here[0]
        assert [*pool.map(rates, curves)] == here[1]
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(value, exact)] == here[0]
        assert [*pool.map(rates, curves)] == here[1]


def test_a_curve_without_a_source_says_that_it_cannot_travel():
    with pytest.raises(pickle.PicklingError, match="when its source is known"):
        pickle.dumps(bc.TradeOff(lambda t: bc.Enclosure.point(Fraction(0)), lambda t: None))
