"""Exponential mechanisms, canonical noise, truncated batches and mixtures against their definitions."""

import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from boundcalc.divergences.losses import PrivacyLoss


def holds(found, truth, slack=0):
    return found.lower - slack <= truth <= found.upper + slack


@pytest.mark.parametrize("epsilon", ["1/4", "1", "5"])
def test_bounded_range_is_the_worst_of_all_pairs_with_losses_in_an_interval(epsilon):
    e = float(Fraction(epsilon))
    loss = PrivacyLoss.bounded_range(epsilon)
    for c in (0.5, 0.9, 1, 1.2, 3):

        def excess(t, c=c):
            q = (math.exp(-t) - math.exp(-e)) / (1 - math.exp(-e))
            return sum(max(p - c * w, 0) for p, w in ((q * math.exp(t), q), ((1 - q) * math.exp(t - e), 1 - q)))

        truth = max(excess(e * i / 20000) for i in range(20001))
        assert holds(loss.divergence(str(c), 10), truth, 1e-8)
    with mp.workdps(20):
        for order in ("1/2", "2", "7/2"):
            s = mp.mpf(Fraction(order).numerator) / Fraction(order).denominator
            scale = mp.exp(-mp.mpf(e) / 2) / (2 * (1 - mp.exp(-mp.mpf(e))))
            total = scale * mp.quad(lambda x, s=s: mp.exp((s - 0.5) * x), [-e, 0, e])
            assert holds(loss.renyi(order), mp.log(total) / (s - 1), 1e-12)


def test_no_exponential_mechanism_leaks_more_in_two_steps_than_bounded_range_allows():
    epsilon, rng = 1.5, np.random.default_rng(3)
    two = PrivacyLoss.bounded_range("3/2") ** 2
    for _ in range(20):
        u = rng.uniform(-2, 2, 4)
        v = u + rng.choice([-1, 1], 4) * rng.uniform(0.5, 1, 4)
        p, q = (np.exp(epsilon * x / 2) / np.exp(epsilon * x / 2).sum() for x in (u, v))
        for c in (0.8, 1, 2):
            truth = np.maximum(np.outer(p, p) - c * np.outer(q, q), 0).sum()
            assert truth <= two.divergence(str(c), 3).upper
    # All move one way: twice the exponent.
    p, q = (np.exp(1.5 * x) / np.exp(1.5 * x).sum() for x in (np.array([0, 1.0, 2, 0]), np.array([1, 1.0, 2, 0])))
    assert np.maximum(p - q, 0).sum() <= PrivacyLoss.bounded_range("3/2").advantage().upper


@pytest.mark.parametrize(("b", "q"), [("1/2", "1/10"), ("3/4", "0"), ("1/5", "3/10")])
def test_canonical_noise_by_its_density(b, q):
    base, cut = float(Fraction(b)), float(Fraction(q))
    k = np.arange(-80, 81)
    mass = (1 - base) / (1 + base) * base ** np.abs(k)
    edges, heights = np.append(k - 0.5, 80.5), np.concatenate(([0], np.cumsum(mass)))
    low, high = (float(np.interp(x, heights, edges)) for x in (cut / 2, 1 - cut / 2))
    low, high = (-80.0, 80.0) if cut == 0 else (low, high)
    points = sorted({*edges, *(edges + 1), low, high, low + 1, high + 1})

    def density(x):
        i = int(np.floor(x + 0.5)) + 80
        return mass[i] / (1 - cut) if low < x < high and 0 <= i < len(mass) else 0.0

    for c in (0.7, 1, 1.5):
        truth = sum(
            (y - x) * max(density((x + y) / 2 - 1) - c * density((x + y) / 2), 0) for x, y in itertools.pairwise(points)
        )
        assert holds(PrivacyLoss.tulap(b, q).divergence(str(c), 9), truth, 1e-7)


def batches(n, q, size, others, own):
    """(weights, sums) of a truncated Poisson batch: with the record of value `own` or without it."""
    out = {}
    values = [*others, own] if own is not None else list(others)
    assert len(others) == n - 1
    for drawn in itertools.product([0, 1], repeat=len(values)):
        chance = math.prod(q if d else 1 - q for d in drawn)
        chosen = [v for v, d in zip(values, drawn, strict=True) if d]
        subsets = list(itertools.combinations(chosen, min(size, len(chosen))))
        for subset in subsets:
            out[sum(subset)] = out.get(sum(subset), 0) + chance / len(subsets)
    return out


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_truncated_batches_by_enumeration(size):
    n, q, sigma = 5, 0.3, 1.0
    x = np.linspace(-20, 20, 40001)
    loss = PrivacyLoss.truncated_batch(1, "3/10", size, n)
    for others in ([-1] * 4, [0] * 4, [-1, -1, 1, 0]):
        with_it, without = batches(n, q, size, others, 1), batches(n, q, size, others, None)
        p, r = (sum(w * stats.norm.pdf(x, m, sigma) for m, w in law.items()) for law in (with_it, without))
        for c in (0.8, 1, 1.3):
            step = x[1] - x[0]
            assert np.maximum(p - c * r, 0).sum() * step <= loss.divergence(str(c), 8).upper + 1e-7
            assert np.maximum(r - c * p, 0).sum() * step <= loss.reversed().divergence(str(c), 8).upper + 1e-7
    if size == n:  # never cut
        assert loss == PrivacyLoss.gaussian(1).sampled("3/10")


@pytest.mark.slow
def test_truncated_batches_are_within_what_an_accountant_says():
    """It takes the exchange where we take the removal, where a batch is cut: its bound is a little larger."""
    pld = pytest.importorskip("dp_accounting.pld.privacy_loss_distribution")
    theirs = pld.from_truncated_subsampled_gaussian_mechanism(200, 0.05, 12, 1.0)
    loss = PrivacyLoss.truncated_batch(1, "1/20", 12, 200)
    for epsilon in (0.1, 0.5):
        ours = max(loss.delta(str(epsilon), 6).upper, loss.reversed().delta(str(epsilon), 6).upper)
        assert 0.3 * theirs.get_delta_for_epsilon(epsilon) <= ours <= theirs.get_delta_for_epsilon(epsilon) + 1e-9
    whole = PrivacyLoss.truncated_batch(1, 1, 12, 12)
    assert whole == PrivacyLoss.gaussian(1)
    assert (
        PrivacyLoss.truncated_batch(1, 1, 3, 12)
        .advantage(9)
        .intersection(PrivacyLoss.gaussian("1/2").sampled("1/4").advantage(9))
    )


def test_a_mixture_has_the_mean_of_the_profiles():
    parts = [PrivacyLoss.gaussian(1), PrivacyLoss.budget(1, "1/100"), PrivacyLoss.laplace(1).sampled("1/2")]
    weights = ["1/2", "1/3", "1/6"]
    loss = PrivacyLoss.mixture(parts, weights)
    for one, others in ((loss, parts), (loss.reversed(), [part.reversed() for part in parts])):
        for c in ("1/2", "1", "2"):
            truth = sum(Fraction(w) * part.divergence(c, 12) for part, w in zip(others, weights, strict=True))
            assert one.divergence(c, 10).intersection(truth)
    nothing = PrivacyLoss.mixture(
        [PrivacyLoss.finite([(1, 1)]), PrivacyLoss.finite([("1/2", "1/2")] * 2)], ["1/2", "1/2"]
    )
    assert (nothing**2).advantage().upper == 0
    coins = PrivacyLoss.mixture([PrivacyLoss.budget(1), PrivacyLoss.budget(2)], ["1/4", "3/4"])
    e = [1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-2))]
    atoms = [(0.25 * e[0], 0.25 * (1 - e[0])), (0.25 * (1 - e[0]), 0.25 * e[0])]
    atoms += [(0.75 * e[1], 0.75 * (1 - e[1])), (0.75 * (1 - e[1]), 0.75 * e[1])]
    truth = sum(max(a * x - 1.2 * b * y, 0) for a, b in atoms for x, y in atoms)
    assert holds((coins**2).divergence("1.2", 4), truth, 1e-12)
    assert holds(coins.renyi(2), math.log(sum(a * a / b for a, b in atoms)), 1e-12)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: PrivacyLoss.bounded_range(0), "epsilon must be in"),
        (lambda: PrivacyLoss.bounded_range(-1), "epsilon must be in"),
        (lambda: PrivacyLoss.tulap(1), "b must be in"),
        (lambda: PrivacyLoss.tulap("1/2", 1), "q must be in"),
        (lambda: PrivacyLoss.tulap("1/1000", "9/10"), "delta must be in"),
        (lambda: PrivacyLoss.truncated_batch(0, "1/10", 3, 10), "sigma must be in"),
        (lambda: PrivacyLoss.truncated_batch(1, 2, 3, 10), "rate must be in"),
        (lambda: PrivacyLoss.truncated_batch(1, "1/10", 0, 10), "batch must be an integer"),
        (lambda: PrivacyLoss.truncated_batch(1, "1/10", 3, 0), "n must be an integer"),
        (lambda: PrivacyLoss.mixture([PrivacyLoss.budget(1)], ["1/2"]), "weights must sum to 1"),
        (lambda: PrivacyLoss.mixture([1], [1]), "losses must be privacy losses"),
        (lambda: PrivacyLoss.mixture([PrivacyLoss.budget(1) ** 2], [1]), "mix before you compose"),
        (lambda: PrivacyLoss.gaussian(0), "sigma must be in"),
        (lambda: PrivacyLoss.gaussian(1).sampled("11/10"), "rate must be in"),
        (lambda: PrivacyLoss.gaussian(1) ** 0, "integer number of times from 1"),
        (lambda: PrivacyLoss.gaussian(1) ** 10**12, "integer number of times from 1"),
        (lambda: PrivacyLoss.budget(-1), "epsilon must be in"),
        (lambda: PrivacyLoss.budget(1, 1), "delta must be in"),
        (lambda: PrivacyLoss.profile([(1, 2)]), "points must be in"),
        (lambda: PrivacyLoss.profile([(-1, "1/2")]), "points must be in"),
        (lambda: PrivacyLoss.profile([]), "points must be a list"),
        (lambda: PrivacyLoss.tradeoff([(0, 1), ("1/2", "3/4"), (1, 0)]), "corners must be convex"),
        (lambda: PrivacyLoss.tradeoff([(0, "1/2"), (1, "1/2")]), "corners must rise"),
        (lambda: PrivacyLoss.randomised_response("1/2", 3, "no"), "removal must be True or False"),
        (lambda: PrivacyLoss.gaussian(1).tangent("1/10", "no"), "average must be True or False"),
        (lambda: PrivacyLoss.geometric(1, 10**400), r"sensitivity must be an integer .*\.\.\."),
        (lambda: PrivacyLoss.finite([(1, "1e-400"), (0, 1)]), r"masses under Q must sum to 1, got .*\.\.\."),
    ],
)
def test_bad_input_is_refused_in_one_line(call, word):
    with pytest.raises(ValueError, match=word) as found:
        call()
    assert "\n" not in str(found.value)
    assert len(str(found.value)) < 200


@pytest.mark.parametrize(("sigma", "d"), [("2", 3), ("1/2", 1), ("7", 2)])
def test_discrete_gaussian_noise_on_all_integers(sigma, d):
    s, k = float(Fraction(sigma)), np.arange(-150, 151)
    q = np.exp(-(k**2) / (2 * s * s))
    p = np.exp(-((k - d) ** 2) / (2 * s * s))
    p, q = p / q.sum(), q / q.sum()
    loss = PrivacyLoss.discrete_gaussian(sigma, d)
    rate = loss.sampled("1/4")
    for one, (a, b) in (
        (loss, (p, q)),
        (rate, (0.75 * q + 0.25 * p, q)),
        (rate.reversed(), (q, 0.75 * q + 0.25 * p)),
    ):
        for c in (0.8, 1, 1.5):
            assert holds(one.divergence(str(c), 10), np.maximum(a - c * b, 0).sum(), 1e-12)
    twice = np.maximum(np.outer(p, p) - 1.2 * np.outer(q, q), 0).sum()
    assert holds((loss**2).divergence("1.2", 8), twice, 1e-11)
    # Releases stay on one lattice, and keep their digits.
    assert (loss**30).delta(2, 12).digits >= 12
    for order in ("1/3", "1", "3/2", "4"):
        o = float(Fraction(order))
        ratio = d * (2.0 * k - d) / (2 * s * s)
        moments = np.exp(o * ratio - k**2 / (2 * s * s)).sum() / np.exp(-(k**2) / (2 * s * s)).sum()
        truth = (p * ratio).sum() if o == 1 else math.log(moments) / (o - 1)
        assert holds(loss.renyi(order), truth, 1e-9 * (1 + truth))
    assert loss.renyi(math.inf).lower == math.inf
    with pytest.raises(ValueError, match="no Rényi divergence is known"):
        rate.renyi(2)


def test_a_long_noise_is_refused_in_one_line():
    with pytest.raises(ValueError, match="sensitivity must be an integer"):
        PrivacyLoss.discrete_gaussian(1, 0)
    with pytest.raises(ValueError, match="bound must be an integer"):
        PrivacyLoss.discrete_gaussian(1, 1, 0)
