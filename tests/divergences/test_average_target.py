"""T-MIX and T-REMOVE: never below the truth of finite mechanisms in exact rationals, and attained by some."""

import itertools
import math
import random
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import sympy as sp
from scipy import stats

import boundcalc as bc
from boundcalc.divergences.losses import PrivacyLoss

FACTORS = tuple(Fraction(x) for x in ("101/100", "11/10", "5/4", "3/2", "2", "3", "5", "10", "40"))
GAMMAS = tuple(Fraction(x) for x in ("1/4", "2/3", "1", "11/10", "3/2", "4"))


def hockey_stick(p, q, c):
    """E_c of two laws, each given by whole numbers in proportion to its masses."""
    all_p, all_q = sum(p), sum(q)
    up, down = c.denominator * all_q, c.numerator * all_p
    return Fraction(sum(max(x * up - y * down, 0) for x, y in zip(p, q, strict=True)), c.denominator * all_p * all_q)


def mean_of(weights, laws):
    """The law of a random target's outcome."""
    totals = [sum(law) for law in laws]
    common = math.lcm(*totals)
    shares = [w * (common // total) for w, total in zip(weights, totals, strict=True)]
    return [sum(w * x for w, x in zip(shares, xs, strict=True)) for xs in zip(*laws, strict=True)]


def leakage(weights, laws, gamma):
    """Delta_gamma by its definition."""
    mean = mean_of(weights, laws)
    each = [hockey_stick(law, mean, gamma) if gamma >= 1 else hockey_stick(mean, law, 1 / gamma) for law in laws]
    return sum(w * x for w, x in zip(weights, each, strict=True)) / sum(weights)


def split(rng, size):
    parts = [rng.choice((0, 1, 1, 2, 3, 5, 8, 20, 100)) for _ in range(size)]
    return parts if any(parts) else split(rng, size)


def mechanism(rng):
    """(weights of the targets, their laws): anything, or where random shares of the targets have one ratio, or two."""
    targets = rng.randint(2, 6)
    if rng.random() < 0.5:
        outcomes = rng.randint(2, 5)
        return split(rng, targets), [split(rng, outcomes) for _ in range(targets)]
    chosen, ratio = rng.randint(1, targets - 1), rng.choice(FACTORS) ** 2
    sets = list(itertools.combinations(range(targets), chosen))
    share = rng.choice((0, 0, 1, 9))  # in ten, of another ratio
    laws = []
    for z in range(targets):
        law = [ratio.numerator if z in outcome else ratio.denominator for outcome in sets]
        laws.append([*(x * (10 - share) * targets for x in law), *([share * sum(law)] * targets)])
    return [1] * targets, laws


def up(x, of=200):
    """The next of few rationals: so that few bounds are calculated."""
    return Fraction(-(-(x * of).numerator // (x * of).denominator), of)


@cache
def bound(factor, delta, gamma, removal):
    loss = PrivacyLoss.budget(sp.log(sp.Rational(factor.numerator, factor.denominator)), delta)
    return Fraction((loss.average_removal if removal else loss.average)(gamma).upper)


def check(seed, removals):
    """How many bounds were looked at: every factor's, for all pairs of targets and for a fixed law."""
    rng = random.Random(seed)
    weights, laws = mechanism(rng)
    factor, gamma = rng.choice(FACTORS), rng.choice(GAMMAS)
    truth = leakage(weights, laws, gamma)
    exchange = up(max(hockey_stick(a, b, factor) for a in laws for b in laws))
    looked = 0
    if exchange < 1:
        assert truth <= bound(factor, exchange, gamma, False), seed
        looked += 1
    # Any fixed law will do: the mean, or one of the laws.
    fixed = laws[0] if rng.random() < 0.3 else mean_of(weights, laws)
    removal = up(max(max(hockey_stick(a, fixed, factor), hockey_stick(fixed, a, factor)) for a in laws), 20)
    if removals and removal < 1:
        assert truth <= bound(factor, removal, gamma, True), seed
        looked += 1
    return looked


@pytest.mark.parametrize("start", [0, 100])
def test_no_mechanism_leaks_more_than_its_guarantee_allows(start):
    assert sum(check(seed, seed % 5 == 0) for seed in range(start, start + 100)) > 50


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 101000, 1000))
def test_none_of_100000_mechanisms_leaks_more_than_its_guarantee_allows(start):
    assert sum(check(seed, True) for seed in range(start, start + 1000)) > 500


@pytest.mark.parametrize("factor", [2, 3, 9])
def test_randomised_response_attains_the_bound_of_a_pure_removal_budget(factor):
    # One answer of 1 + E, the true one E^2 times as likely as each other one; without the record a uniform answer.
    answers = 1 + factor
    laws = [[factor**2 if i == z else 1 for i in range(answers)] for z in range(answers)]
    assert leakage([1] * answers, laws, Fraction(1)) == Fraction(factor - 1, factor + 1)
    found = PrivacyLoss.budget(sp.log(factor)).average_removal().upper
    assert Fraction(factor - 1, factor + 1) <= found < Fraction(factor - 1, factor + 1) * Fraction(1001, 1000)


def shares(factor, gamma):
    """The most that outcomes leak at which a random share w of the targets has the factor E, the others 1/E, w of mean
    1/(1 + E): the concave hull over w, there."""
    w = np.linspace(0, 1, 4001)
    high, low = factor, 1 / factor
    mean = w * high + (1 - w) * low
    if gamma >= 1:
        height = w * np.maximum(high - gamma * mean, 0) + (1 - w) * np.maximum(low - gamma * mean, 0)
    else:
        height = w * np.maximum(mean - high / gamma, 0) + (1 - w) * np.maximum(mean - low / gamma, 0)
    at = 1 / (1 + factor)
    left, right = w < at, w > at
    slope = (height[right][None, :] - height[left][:, None]) / (w[right][None, :] - w[left][:, None])
    return float(np.max(height[left][:, None] + slope * (at - w[left][:, None])))


@pytest.mark.parametrize("gamma", ["1/8", "1/4", "2/3", "1", "3/2", "3", "4", "8"])
@pytest.mark.parametrize("epsilon", ["1/2", "1", "2", "3"])
def test_a_pure_removal_budget_is_no_more_than_what_shares_of_the_targets_leak(epsilon, gamma):
    attained = shares(math.exp(float(Fraction(epsilon))), float(Fraction(gamma)))
    found = PrivacyLoss.budget(epsilon).average_removal(gamma).upper
    assert attained * (1 - 1e-9) <= found <= attained * 1.001 + 1e-9


def test_a_small_removal_budget_says_that_next_to_nothing_is_beyond_its_square():
    for gamma in ("2", "1/2", "10"):
        assert PrivacyLoss.budget("1/3").average_removal(gamma).upper < 1e-100
        assert PrivacyLoss.budget("1/3", "1/1000").average_removal(gamma).upper < 0.004
    assert PrivacyLoss.gaussian(1, "1/100").average_removal(2).upper < 1e-7


def test_a_record_that_is_told_with_a_small_chance_leaks_that_chance():
    # Noise of next to nothing: the losses are beyond any grid, and none of what follows is 1 or twice as much.
    truth = 1 - Fraction(999, 1000) ** 10
    loss = PrivacyLoss.gaussian("1/1000").sampled("1/1000") ** 10
    exchange = PrivacyLoss.exchanged_gaussian("1/1000", "1/1000") ** 10
    for found in (loss.advantage(), loss.average_removal(), exchange.average(), exchange.advantage()):
        assert truth <= found.upper < truth * Fraction(1000001, 1000000)
    assert loss.epsilon("1/100").exact == 0
    assert truth <= bc.Game(None, bc.DPSGD("1/1000", "1/1000", 10), n=9).bounds().interval.upper < truth + 1e-9


@pytest.mark.slow
def test_next_to_nothing_is_bounded_as_sharply():
    # For small mu about .4479 mu, a scale at which a solver takes everything for nothing.
    for mu in (Fraction(1, 10), Fraction(1, 10**6)):
        assert PrivacyLoss.gaussian(1, mu).average_removal().upper < Fraction(448, 1000) * mu


@pytest.mark.parametrize("gamma", ["1/3", "2/3", "1", "3/2", "3"])
def test_a_third_of_the_targets_that_are_told_leak_a_third(gamma):
    # Of ever more targets: each released with chance 1/3, else nothing.
    third = PrivacyLoss.finite([("1/3", 0), ("2/3", 1)]).average_removal(gamma)
    assert Fraction(1, 3) <= third.upper < Fraction(1, 3) + Fraction(1, 10**6)


@pytest.mark.parametrize("factor", [4, 9])
@pytest.mark.parametrize("gamma", ["1", "5/4"])
def test_random_shares_of_the_targets_come_within_a_hundredth_of_the_exchange_bound(factor, gamma):
    # w of 60 targets have the ratio r: a hypergeometric share, all outcomes alike.
    order, targets = Fraction(gamma), 60
    best = max(
        Fraction(k, targets) * max(factor / m - order, 0)
        for k in range(1, targets)
        for m in [Fraction(k, targets) * factor + 1 - Fraction(k, targets)]
    )
    found = PrivacyLoss.budget(sp.log(factor)).average(gamma).upper
    assert best <= found < best * Fraction(101, 100)


@pytest.mark.parametrize("epsilon", ["1/2", "1"])
def test_an_add_remove_laplace_release_is_never_given_the_bound_for_exchanges(epsilon):
    # Two targets that move a sum by +1 and by -1, noise 1/epsilon: exact.
    truth = (1 - math.exp(-float(Fraction(epsilon)))) / 2
    assert truth > math.tanh(float(Fraction(epsilon)) / 4)
    scale = 1 / Fraction(epsilon)
    for learner in (
        bc.LaplaceMechanism(scale, neighbours="add-remove"),
        bc.PrivateLearner(epsilon, neighbours="add-remove"),
        bc.Composition([bc.LaplaceMechanism(scale, neighbours="add-remove")]),
    ):
        for found in bc.Game(None, learner, n=10).bounds():
            assert found.number().upper >= truth
    exchange = bc.Game(None, bc.LaplaceMechanism(scale), n=10).bounds()["mix"].number()
    assert exchange.upper < truth  # the same noise for neighbours who differ by an exchange


@pytest.mark.parametrize(
    ("sigma", "rate", "steps", "peer", "value"),
    [
        pytest.param(1, 0.01, 1000, 0, 0.00407, id="1"),
        # A published curve of this composition has .0032.
        pytest.param(0.6, 0.001, 10000, 0.0032, 0.0044, id="3/5", marks=pytest.mark.slow),
    ],
)
def test_the_curve_of_composed_sampled_noise_is_that_of_an_fft(sigma, rate, steps, peer, value):
    # An FFT of the losses of one step, independent of our grid; a cell's losses count as its middle.
    unit, size = 0.02 * rate, 1 << 20
    edges = (np.arange(size + 1) - size / 2 + 0.5) * unit
    with np.errstate(divide="ignore"):
        inner = sigma * np.log(np.maximum((np.exp(edges) - 1 + rate) / rate, 0.0)) + 1 / (2 * sigma)
    masses = [
        np.diff((1 - share) * stats.norm.cdf(inner) + share * stats.norm.cdf(inner - 1 / sigma)) for share in (0, rate)
    ]
    under_q, under_p = (np.fft.irfft(np.fft.rfft(np.roll(m, 1 - size // 2)) ** steps, size) for m in masses)
    falling = np.concatenate((np.arange(size // 2)[::-1], np.arange(size // 2, size)[::-1]))
    about = float(np.interp(1e-3, np.cumsum(under_q[falling]), np.cumsum(under_p[falling])))
    found = (PrivacyLoss.gaussian(sigma).sampled(rate) ** steps).tpr("1/1000")
    assert found.lower > peer
    assert abs(about - float(found.midpoint)) < 2e-5
    assert abs(about - value) < 2e-5
