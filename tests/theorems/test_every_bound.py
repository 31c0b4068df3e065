"""Over the whole catalog: every bound is on its side of the exact value, on every game where it is known."""

import pytest
from sample_games import games, laws, learners

import boundcalc as bc
from boundcalc.laws import LAWS
from boundcalc.learners import LEARNERS


def check(game):
    exact = game.delta(12).number()
    for bound in game.bounds(6):
        if bound.label == "heuristic":
            continue
        value = bound.number()
        if bound.kind == "upper":
            assert value.upper >= exact.lower, (bound.path, str(bound), str(exact))
        elif bound.kind == "lower":
            assert value.lower <= exact.upper, (bound.path, str(bound), str(exact))
        elif bound.kind == "exact":
            assert value.lower <= exact.upper
            assert value.upper >= exact.lower


def test_the_registry_has_a_sample_of_every_kind():
    assert {type(law).__name__ for law in laws()} == set(LAWS)
    assert {type(learner).__name__ for learner in learners()} == set(LEARNERS)


def known(sizes, lams, how_many=1):
    return [game for game in games(sizes, lams, how_many) if game.exact_theorem is not None and game.law.is_discrete]


def name(game):
    return f"{game.learner}-{game.law}-n={game.n}-gamma={game.gamma}"


def quick(game):
    """Sums over infinitely many values of a released statistic take minutes; they are in the slow list."""
    return game.law.atom_count.is_finite or isinstance(game.learner, bc.WorstCase)


QUICK = [g for g in (*known((7,), ("3/2",)), *known((2,), ("1", "2/5"))) if quick(g)]


@pytest.mark.parametrize("game", QUICK, ids=name)
def test_every_bound_is_on_its_side_of_the_exact_value(game):
    check(game)


CONTINUOUS = [g for g in games((3,), ("1",)) if g.exact_theorem is not None and not g.law.is_discrete]


@pytest.mark.slow
@pytest.mark.parametrize("game", CONTINUOUS, ids=name)
def test_every_bound_is_on_its_side_of_the_exact_value_for_continuous_data(game):
    check(game)


MANY = [g for g in known((1, 3, 10, 40), ("1", "7"), 3) if quick(g)]
MANY += [g for g in known((1, 3), ("1",)) if not quick(g)]


@pytest.mark.slow
@pytest.mark.parametrize("game", MANY, ids=name)
def test_every_bound_is_on_its_side_of_the_exact_value_on_many_games(game):
    check(game)
