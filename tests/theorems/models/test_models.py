"""Nearest neighbours, votes, copies: against enumeration and their definitions."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest

import boundcalc as bc

GAMMAS = ["1", "3/2", "1/3", "4"]


def hockey_stick(member, outsider, gamma):
    """Delta_gamma of two laws given as {outcome: mass}, by its definition."""
    outcomes = {*member, *outsider}
    gap = sum(max(Fraction(0), member.get(o, 0) - gamma * outsider.get(o, 0)) for o in outcomes)
    return gap if gamma >= 1 else (gap - 1 + gamma) / gamma


def play(masses, n, release):
    """The laws of (release, label of the target) for members and outsiders, by enumeration."""
    member, outsider = {}, {}
    for labels in product(range(len(masses)), repeat=n):
        w = np.prod([masses[y] for y in labels])
        theta = release(labels)
        key = theta, labels[0]
        member[key] = member.get(key, 0) + w
        for y, p in enumerate(masses):
            outsider[theta, y] = outsider.get((theta, y), 0) + w * p
    return member, outsider


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("k", [1, 2, 5])
def test_votes_of_neighbours_are_enumerated(k, gamma):
    masses = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    truth = hockey_stick(*play(masses, k, lambda y: tuple(sorted(y))), Fraction(gamma))
    learner = bc.NearestNeighbours(k, bc.Categorical(masses))
    assert bc.Game(None, learner, n=50, lam=gamma).delta().value.exact == truth


@pytest.mark.parametrize(("k", "printed"), [(2, ".30599"), (5, ".16039"), (10, ".10709"), (50, ".04565")])
def test_mean_label_of_neighbours(k, printed):
    game = bc.Game(None, bc.NearestNeighbours(k), n=1000)
    value = game.delta(digits=10).value
    assert abs(value.midpoint - Fraction(printed)) < Fraction(1, 10**5)
    # with real neighbours: features on a line, the labels of the k nearest, the record among its own
    rng, size = np.random.default_rng(k), 4000
    x, labels = rng.uniform(size=(size, 60)), rng.standard_normal((size, 60))
    near = np.argsort(np.abs(x - x[:, :1]), axis=1)[:, :k]
    assert np.all(near[:, 0] == 0)
    u, y = np.take_along_axis(labels, near, 1).mean(axis=1), labels[:, 0]
    rho = k**-0.5
    log = -np.log(1 - rho**2) / 2 - (rho**2 * (y**2 + k * u**2) - 2 * rho * np.sqrt(k) * y * u) / (2 * (1 - rho**2))
    won = np.maximum(0, 1 - np.exp(-log))  # of members
    assert abs(won.mean() - float(value)) < 5 * won.std() / np.sqrt(size)


@pytest.mark.parametrize("p", ["1/2", "1/3", "9/10"])
@pytest.mark.parametrize("n", [1, 3, 7])
@pytest.mark.parametrize("gamma", ["1", "11/10", "7/5", "1/2", "9/10"])
def test_a_majority_is_enumerated(n, p, gamma):
    p, gamma = Fraction(p), Fraction(gamma)
    truth = hockey_stick(*play([1 - p, p], n, lambda y: sum(y) > n // 2), gamma)
    assert bc.Game(bc.Bernoulli(p), bc.MajorityVote(), n=n, lam=gamma).delta().value.exact == truth


def test_a_majority_away_from_a_half_leaks_exponentially_little():
    value = bc.Game(bc.Bernoulli("2/5"), bc.MajorityVote(), n=1001).delta(digits=10).value
    p = Fraction(2, 5)
    assert 2 * p * (1 - p) * comb(1000, 500) * (p * (1 - p)) ** 500 in value
    assert abs(float(value) - 1.7e-11) < 1e-12
    half = bc.Game(bc.Bernoulli("1/2"), bc.MajorityVote(), n=11).delta().value
    assert half.exact == bc.Game(bc.Bernoulli("1/2"), n=11).delta().value.exact  # hard labels hide nothing


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize(("n", "m"), [(2, 1), (3, 2), (2, 3)])
def test_copies_leak_no_more_than_their_share(n, m, gamma):
    member, outsider = {}, {}
    for records in product(range(4), repeat=n):
        for places in product(range(n), repeat=m):
            key = tuple(records[i] for i in places)
            w = Fraction(1, 4) ** n / n**m
            member[key, records[0]] = member.get((key, records[0]), 0) + w
            for y in range(4):
                outsider[key, y] = outsider.get((key, y), 0) + w / 4
    truth = hockey_stick(member, outsider, Fraction(gamma))
    bound = bc.Game(None, bc.Copies(m), n=n, lam=gamma).bounds().upper.value
    assert truth <= bound.upper
    assert bound.upper <= 1 - (1 - Fraction(1, n)) ** m


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: bc.NearestNeighbours(0), "k must be"),
        (lambda: bc.NearestNeighbours(2, bc.Poisson(1)), "labels must be Normal"),
        (lambda: bc.NearestNeighbours(2, "x"), "labels must be Normal"),
        (lambda: bc.Game(None, bc.NearestNeighbours(9), n=8).delta(), "n must be at least k = 9, got 8"),
        (lambda: bc.Game(bc.Bernoulli("1/3"), bc.MajorityVote(), n=8).delta(), "n must be odd"),
        (lambda: bc.Game(bc.Poisson(1), bc.MajorityVote(), n=7).delta(), "law must be Bernoulli"),
        (lambda: bc.Copies(-1), "copies must be"),
    ],
)
def test_bad_input_is_named(build, message):
    with pytest.raises(ValueError, match=message):
        build()
