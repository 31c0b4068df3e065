"""The simulated game agrees with the exact value, and its interval is exact."""

import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.montecarlo import clopper_pearson
from boundcalc.theorems import CATALOG

GAMES = [
    bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6),
    bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6, nu="1/3", lam=2),
    bc.Game(bc.Zipf(1, 50), n=40, nu="2/3"),
    bc.Game(bc.Geometric("1/3"), n=5),
    bc.Game(bc.Poisson(3), n=20),
    bc.Game(bc.Zeta(2), n=30),
    bc.Game(bc.Zeta("11/10"), n=30),
    bc.Game(bc.Zeta("1.001"), n=30, nu="3/5"),
    bc.Game(bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), bc.EmpiricalMean(), n=8),
]


@pytest.mark.parametrize("game", GAMES, ids=lambda g: f"{g.law} {g.learner}")
def test_simulation_agrees_with_the_exact_value(game):
    # 9 games at level 1 - 1e-6: a false alarm has probability below 1e-5.
    assert game.crosscheck(samples=60_000, seed=3, level="0.999999")


@pytest.mark.parametrize("method", ["release", "ratio"])
@pytest.mark.parametrize("game", GAMES[:8], ids=lambda g: f"{g.law} {g.gamma}")
def test_both_estimators_agree_with_the_exact_value(game, method):
    assert game.simulate(60_000, seed=4, level="0.999999", method=method).crosscheck(game.delta().number())


@pytest.mark.parametrize("gamma", ["1/2", "1", "3"])
def test_release_estimator_is_the_divergence_given_the_release_by_enumeration(gamma):
    # Every value it takes, with its multinomial chance, from all samples of a small game.
    probs, n, g = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], 3, Fraction(gamma)
    chances: dict[float, Fraction] = {}
    for sample in itertools.product(range(3), repeat=n):
        shares = [Fraction(sample.count(j), n) for j in range(3)]
        terms = [b - g * p if g >= 1 else p - b / g for b, p in zip(shares, probs, strict=True)]
        value = round(float(sum(max(Fraction(0), term) for term in terms)), 12)
        chances[value] = chances.get(value, Fraction(0)) + math.prod((probs[j] for j in sample), start=Fraction(1))
    game = bc.Game(bc.Categorical(probs), n=n, nu=1 / (1 + g))
    _, draw = CATALOG["disc-exact"].release_sampler(game)
    size = 40_000
    values, counts = np.unique(np.round(draw(np.random.default_rng(0), size), 12), return_counts=True)
    assert set(values.tolist()) <= set(chances)
    tally = dict(zip(values.tolist(), counts.tolist(), strict=True))
    expected = {value: float(chance) * size for value, chance in chances.items()}
    assert stats.chi2.sf(sum((tally.get(v, 0) - e) ** 2 / e for v, e in expected.items()), len(chances) - 1) > 1e-6


def test_the_default_needs_few_samples_on_a_thousand_atoms():
    game = bc.Game(bc.Zipf(1, 1000), n=1000)
    default, other = game.simulate(4000, seed=0), game.simulate(4000, seed=0, method="ratio")
    assert default.method.startswith("divergences given the release")
    assert default.width < other.width / 3
    assert not default.lower > game.delta().number().upper


def test_large_releases_are_simulated_by_ratios():
    game = bc.Game(bc.Zipf(1, 2000), n=10**5)
    assert game.simulate(1000, seed=0).method.startswith("likelihood ratios")
    with pytest.raises(ValueError, match="a release is too large"):
        bc.Game(bc.Geometric("1/3"), n=10**9).simulate(10, method="release")


@pytest.mark.parametrize("s", ["11/10", "3/2", "7/2"])
def test_power_laws_are_drawn_with_their_far_tail(s):
    size, f = 100_000, float(Fraction(s))
    values = bc.Zeta(s).sample(np.random.default_rng(2), size)
    for start in (2, 3, 10, 10**4, 10**16, 10**19):  # numpy's own sampler stops at 2^63
        chance = float(mpmath.zeta(f, start) / mpmath.zeta(f))
        assert stats.binomtest(int((values >= start).sum()), size, chance).pvalue > 1e-6


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
