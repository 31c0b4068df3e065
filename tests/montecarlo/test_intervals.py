"""Every interval covers the truth at least as often as it says."""

import itertools

import mpmath
import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.attacks import certify
from boundcalc.attacks.lower_bound import advantage_lower, point_lower
from boundcalc.montecarlo import (
    EmpiricalBernstein,
    betting_interval,
    betting_lower,
    binomial_sequence,
    simulate,
    simulate_tradeoff,
)
from boundcalc.montecarlo.bounded import merge, summary

GAME = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
UNFAIR = bc.Game(bc.Geometric("1/3"), n=20, nu="2/5")
REPETITIONS = [100, pytest.param(2000, marks=pytest.mark.slow)]


def assert_covers(covered, level):
    """The number of misses is no larger than Bin(repetitions, 1 - level) explains with probability 1 - 1e-6."""
    misses = len(covered) - sum(covered)
    assert misses <= stats.binom.ppf(1 - 1e-6, len(covered), 1 - level), f"{misses} of {len(covered)}"


@pytest.mark.parametrize("repetitions", REPETITIONS)
@pytest.mark.parametrize("game", [GAME, UNFAIR], ids=["balanced", "unbalanced"])
@pytest.mark.parametrize("method", ["release", "ratio", "leakage", "attack"])
def test_simulated_interval_covers_the_exact_value(game, method, repetitions):
    exact = float(game.delta().number())
    runs = (simulate(game, 1500, seed, "0.9", method=method) for seed in range(repetitions))
    assert_covers([run.lower <= exact <= run.upper for run in runs], 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
def test_interval_covers_when_the_run_stops_at_a_width(repetitions):
    exact = float(GAME.delta().number())
    runs = [simulate(GAME, 20_000, seed, "0.9", width=0.06) for seed in range(repetitions)]
    assert max(run.width for run in runs) <= 0.06
    assert_covers([run.lower <= exact <= run.upper for run in runs], 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
def test_confidence_sequence_covers_at_all_times_at_once(repetitions):
    rng = np.random.default_rng(1)
    covered = []
    for _ in range(repetitions):
        interval = EmpiricalBernstein("0.9")
        inside = True
        for _ in range(30):
            interval.update(*summary(rng.beta(0.3, 2.7, 60)))
            inside &= interval.lower <= 0.1 <= interval.upper
        covered.append(inside)
    assert_covers(covered, 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
@pytest.mark.parametrize("p", [0.02, 0.3])
def test_binomial_sequence_covers_at_all_times_at_once(p, repetitions):
    rng = np.random.default_rng(6)
    looks = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610]
    covered = []
    for _ in range(repetitions):
        wins = np.cumsum(rng.random(looks[-1]) < p)
        ends = [binomial_sequence(int(wins[n - 1]), n, "0.9") for n in looks]
        covered.append(all(low <= p <= high for low, high in ends))
    assert_covers(covered, 0.9)


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (0, 50), (50, 50), (3, 7), (10**9, 3 * 10**9)])
def test_binomial_sequence_has_its_ends_where_the_mixture_says(successes, trials):
    low, high = binomial_sequence(successes, trials, "0.99")
    assert 0 <= low <= successes / trials <= high <= 1
    for p in (low, high):
        if 0 < p < 1:
            mp = mpmath.mp.clone()
            mp.dps = 40
            k, n = mp.mpf(successes), mp.mpf(trials)
            logs = mp.loggamma(k + 0.5) + mp.loggamma(n - k + 0.5) - mp.loggamma(n + 1) - mp.log(mp.pi)
            logs -= k * mp.log(p) + (n - k) * mp.log(1 - mp.mpf(p))
            assert mp.log(100) <= logs <= mp.log(100) + mp.mpf("1e-8") + n * mp.mpf("2e-13")


@pytest.mark.parametrize("repetitions", REPETITIONS)
def test_curve_band_covers_all_rates_at_once(repetitions):
    exact = GAME.tradeoff()
    rates = [0.001, 0.01, 0.1, 0.3, 0.5, 0.9]
    curve = [float(exact.tpr(a)) for a in rates]
    covered = []
    for seed in range(repetitions):
        band = simulate_tradeoff(GAME, 1000, seed, "0.9", points=16)
        ends = [band.tpr_at(a) for a in rates]
        covered.append(all(low <= t <= high for (low, high), t in zip(ends, curve, strict=True)))
    assert_covers(covered, 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
@pytest.mark.parametrize(
    "law", [stats.beta(8, 0.5), stats.bernoulli(0.97), stats.beta(0.2, 2)], ids=["beta", "coin", "low"]
)
def test_betting_interval_covers(law, repetitions):
    samples = law.rvs(size=(repetitions, 60), random_state=np.random.default_rng(2))
    mean = law.mean()
    ends = [betting_interval(sample, "0.9") for sample in samples]
    assert_covers([low <= mean <= high for low, high in ends], 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
def test_certificate_stays_below_the_advantage_of_the_best_attack(repetitions):
    # 20 candidate attacks, all equally good: choosing among them must not inflate the bound.
    rng = np.random.default_rng(3)
    covered = []
    for _ in range(repetitions):
        tpr = rng.binomial(10, 0.6, size=(40, 20)) / 10
        fpr = rng.binomial(10, 0.3, size=(40, 20)) / 10
        covered.append(certify(tpr, fpr, "0.9", [0.3] * 20).lower <= 0.3)
    assert_covers(covered, 0.9)


@pytest.mark.parametrize("repetitions", REPETITIONS)
@pytest.mark.parametrize("spread", [1, 10], ids=["one fate", "ten records"])
def test_bounds_of_an_attack_cover_for_all_weights_and_rates(spread, repetitions):
    # An attack of rates 9/10 and 3/10 whose curve is the polygon through it.
    rng = np.random.default_rng(5)
    bounds = {
        0.3: lambda t, f: advantage_lower(t, f, "0.9", 2.0),  # 9/10 - 2 * 3/10
        0.5: lambda t, f: advantage_lower(t, f, "0.9", 0.5),  # 7/10 - 2 * 1/10
        0.9: lambda t, f: point_lower(t, f, 0.3, "0.9"),
        0.45: lambda t, f: point_lower(t, f, 0.15, "0.9"),
    }
    covered = {exact: [] for exact in bounds}
    for _ in range(repetitions):
        t, f = rng.binomial(spread, 0.9, 60) / spread, rng.binomial(spread, 0.3, 60) / spread
        for exact, lower in bounds.items():
            covered[exact].append(lower(t, f) <= exact)
    for found in covered.values():
        assert_covers(found, 0.9)


def test_betting_bound_is_sharp_when_all_runs_agree():
    assert betting_lower([1.0] * 200, "0.999") == pytest.approx((0.001 * 0.3) ** (1 / 200), abs=2e-3)
    assert betting_lower([0.0] * 50) == 0


def test_summaries_merge_to_the_summary_of_the_whole():
    values = np.random.default_rng(4).random(1000)
    parts = merge(summary(values[:300]), summary(values[300:]))
    assert parts == pytest.approx(summary(values), rel=1e-12)


def test_band_narrows_and_holds_small_rates():
    band = simulate_tradeoff(UNFAIR, 400_000, seed=1)
    low, high = band.tpr_at(0.01)
    assert low <= float(UNFAIR.tradeoff().tpr("1/100")) <= high
    assert high - low < 0.06
    assert all(x >= y for x, y in itertools.pairwise(band.thresholds))


@pytest.mark.parametrize("values", [[], [1.5], [-0.1, 0.2], [float("nan")]])
def test_betting_refuses_values_outside_the_unit_interval(values):
    with pytest.raises(ValueError, match=r"in \[0, 1\]"):
        betting_lower(values)
