"""The simulated game agrees with the exact value, and its interval is exact."""

import math

import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.montecarlo import clopper_pearson

GAMES = [
    bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6),
    bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6, nu="1/3", lam=2),
    bc.Game(bc.Zipf(1, 50), n=40, nu="2/3"),
    bc.Game(bc.Geometric("1/3"), n=5),
    bc.Game(bc.Poisson(3), n=20),
    bc.Game(bc.Zeta(2), n=30),
    bc.Game(bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), bc.EmpiricalMean(), n=8),
]


@pytest.mark.parametrize("game", GAMES, ids=lambda g: f"{g.law} {g.learner}")
def test_simulation_agrees_with_the_exact_value(game):
    # 7 games at level 1 - 1e-6: a false alarm has probability below 1e-5.
    assert game.crosscheck(samples=60_000, seed=3, level="0.999999")


def test_same_seed_same_estimate():
    game = GAMES[0]
    assert game.simulate(10_000, seed=5) == game.simulate(10_000, seed=5)


@pytest.mark.parametrize("trials", [1, 5, 30])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_clopper_pearson_covers_at_least_its_level_exactly(trials, level):
    intervals = [clopper_pearson(k, trials, level) for k in range(trials + 1)]
    for i in range(1, 100):
        p = i / 100
        covered = math.fsum(
            stats.binom.pmf(k, trials, p) for k, (low, high) in enumerate(intervals) if low <= p <= high
        )
        assert covered >= level - 1e-9
