"""Trees with public splits and histograms, against their definitions."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy.stats import norm

import boundcalc as bc

LEAVES = bc.Categorical(["1/2", "3/10", "1/5"])


def game(n, gamma="1", leaves=LEAVES):
    return bc.Game(None, bc.RegressionTree(leaves), n=n, lam=gamma)


def test_the_tree_of_three_leaves():
    assert abs(game(12).delta(digits=10).value.midpoint - Fraction(".26954")) < Fraction(1, 10**5)


def by_definition(n, masses, gamma):
    """E_gamma(P1||P0) over (leaf, number, mean, label), with every density written out."""
    y, u = np.linspace(-9, 9, 801), np.linspace(-9, 9, 801)
    area = (y[1] - y[0]) * (u[1] - u[0])
    total = 0.0
    for p in masses:
        for m in range(n + 1):
            member = comb(n - 1, m - 1) * p ** (m - 1) * (1 - p) ** (n - m) if m else 0
            outsider = comb(n, m) * p**m * (1 - p) ** (n - m)
            if m < 2:  # no label, or the label itself: no attack is wrong
                total += p * member
                continue
            label = norm.pdf(y)[:, None]
            inside = norm.pdf(u[None], y[:, None] / m, np.sqrt(m - 1) / m)
            outside = norm.pdf(u[None], 0, 1 / np.sqrt(m))
            total += p * np.sum(label * np.maximum(member * inside - gamma * outsider * outside, 0)) * area
    return total if gamma >= 1 else (total - 1 + gamma) / gamma


@pytest.mark.parametrize("gamma", ["1", "3", "2/5"])
def test_leaves_are_added_up(gamma):
    value = float(game(4, gamma).delta(digits=8))
    assert abs(value - by_definition(4, (0.5, 0.3, 0.2), float(Fraction(gamma)))) < 1e-4
    if gamma == "3":
        assert value > 0.3  # a label alone in its leaf is seen as it is


def test_one_leaf_is_a_mean_and_one_record_is_no_secret():
    one = game(5, leaves=bc.DiscreteUniform(1, 1))
    mean = bc.Game(bc.Normal(0, 1), bc.EmpiricalMean(), n=5).delta(digits=10).value
    assert abs(float(one.delta(digits=10)) - float(mean)) < 1e-9
    assert game(1).delta().value.exact == 1


def test_rates_give_the_divergence():
    theorem = bc.CATALOG["tree-means"]
    fpr, tpr = (bc.evaluate(x, 10) for x in theorem.roc(game(12), bc.numeric.exact.to_expr(1, "t")))
    value = game(12).delta(digits=10).value
    gap = tpr - fpr
    assert gap.lower <= value.upper
    assert gap.upper >= value.lower


def test_a_mean_that_varies_within_a_leaf_leaks_more():
    # three labels of means 3 or -3; the attacker knows which, and the label
    u = np.linspace(-9, 9, 2001)
    pairs = [(a, b) for a in (-3, 3) for b in (-3, 3)]
    triples = [(a, *b) for a in (-3, 3) for b in pairs]
    outside = sum(norm.pdf(u, sum(t) / 3, 1 / np.sqrt(3)) for t in triples) / 8
    total, grid = 0.0, np.linspace(-6, 6, 401)
    for e in grid:
        inside = sum(norm.pdf(u, (3 + e + sum(t)) / 3, np.sqrt(2) / 3) for t in pairs) / 4
        total += norm.pdf(e) * np.maximum(inside - outside, 0).sum() * (u[1] - u[0]) * (grid[1] - grid[0])
    constant = game(3, leaves=bc.DiscreteUniform(1, 1)).delta(digits=6)
    assert abs(total - 0.29909) < 1e-4
    assert abs(float(constant) - 0.2241) < 1e-4


def test_a_long_sum_says_what_it_leaves_out():
    value = game(80).delta(digits=10).value
    assert value.upper - value.lower < Fraction(1, 10**10)
    small = game(60, leaves=bc.Bernoulli("1/3")).delta(digits=10).value  # every count
    assert small.guaranteed


def test_counts_are_the_worst_case_of_the_cells():
    cells = bc.Categorical(["1/4", "1/4", "1/3", "1/6"])
    for gamma in ("1", "1/2", "3"):
        counts, worst = (
            bc.Game(cells, learner, n=9, lam=gamma).delta() for learner in (bc.Histogram(), bc.WorstCase())
        )
        assert counts.value.exact == worst.value.exact


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: bc.RegressionTree(bc.Normal(0, 1)), "law of finitely many leaves"),
        (lambda: bc.RegressionTree(bc.Geometric("1/2")), "law of finitely many leaves"),
        (lambda: bc.RegressionTree(3), "law of finitely many leaves"),
        (lambda: bc.Game(LEAVES, bc.RegressionTree(LEAVES), n=5), "law must be left out"),
        (lambda: bc.Game(bc.Normal(0, 1), bc.Histogram(), n=5), "law must be discrete"),
    ],
)
def test_bad_input(make, says):
    with pytest.raises(ValueError, match=says):
        make()
