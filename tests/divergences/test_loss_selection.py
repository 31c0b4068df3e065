"""The best of a random number of private runs, against played mechanisms and dp-accounting's own formula."""

import math
from fractions import Fraction

import numpy as np
import pytest

from boundcalc.divergences.losses import PrivacyLoss
from boundcalc.divergences.losses.selection import RepeatedSelection

RUNS = [
    *({"shape": 1, "gamma": "1/5"}, {"shape": 0, "gamma": "1/5"}, {"shape": "1/2", "gamma": "1/10"}),
    *({"mean": mean} for mean in (3, 1, 0.9, 0.5, 0.01)),
]


def numbers(spec, most=400):
    """The law of K."""
    k = np.arange(most)
    if "mean" in spec:
        return np.exp(k * math.log(spec["mean"]) - spec["mean"] - np.array([math.lgamma(x + 1) for x in k]))
    eta, gamma = float(Fraction(spec["shape"])), float(Fraction(spec["gamma"]))
    out = np.zeros(most)
    if eta == 0:
        out[1:] = (1 - gamma) ** k[1:] / (k[1:] * math.log(1 / gamma))
        return out
    product = 1.0
    for j in k[1:]:
        product *= (j - 1 + eta) / j
        out[j] = (1 - gamma) ** j / (gamma**-eta - 1) * product
    return out


@pytest.mark.parametrize("spec", RUNS, ids=str)
def test_no_selection_among_two_outcomes_has_a_larger_renyi_divergence(spec):
    """One run says "good" with chance a or b; the release is good where any run was."""
    weights = numbers(spec)
    assert abs(weights.sum() - 1) < 1e-9
    e = 0.4
    low = 1 / (1 + math.exp(e))
    best = RepeatedSelection(PrivacyLoss.budget("2/5"), **spec)
    assert abs(float(best.runs) - (weights * np.arange(len(weights))).sum()) < 1e-6

    def law(good):
        bad = (weights * (1 - good) ** np.arange(len(weights))).sum()
        none = weights[0]
        return np.array([1 - bad, bad - none, none])

    p, q = law(1 - low), law(low)
    for order in (1.5, 2, 4, 16):
        for a, b in ((p, q), (q, p)):
            keep = a > 0
            truth = math.log((a[keep] ** order * b[keep] ** (1 - order)).sum()) / (order - 1)
            assert truth <= best.renyi(str(order), 8).upper


def test_the_bound_is_the_formula_of_the_paper_at_one_inner_order():
    loss = PrivacyLoss.gaussian(10)
    found = RepeatedSelection(loss, shape=1, gamma="1/10").renyi(8, 8)
    by_hand = min(
        8 / 200 + 2 * (1 - 1 / o) * o / 200 + 2 * math.log(10) / o + math.log(10) / 7
        for o in (8, 1.1, 1.5, 2, 3, 4, 6, 12, 16, 32, 64, 128, 256, 512)
    )
    assert found.lower - 1e-9 <= by_hand <= found.upper + 1e-9
    best = RepeatedSelection(loss, mean=10)
    profile = loss.divergence("8/7", 12)
    assert abs(float(best.renyi(8, 8)) - (8 / 200 + 10 * float(profile) + math.log(10) / 7)) < 1e-9


def test_an_accountant_says_about_the_same():
    """dp-accounting takes the best of its own orders."""
    dp = pytest.importorskip("dp_accounting")
    from dp_accounting import dp_event, rdp

    accountant = rdp.RdpAccountant([1.1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512])
    accountant.compose(dp_event.RepeatAndSelectDpEvent(dp.GaussianDpEvent(10.0), 10.0, 1.0))
    theirs = accountant.get_epsilon(1e-6)
    # Their mean is 10: gamma is 1/10 for the geometric law.
    ours = RepeatedSelection(PrivacyLoss.gaussian(10), shape=1, gamma="1/10").epsilon("1/1000000")
    assert abs(ours - theirs) < 0.02 * theirs


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "takes mean, or shape and gamma"),
        ({"mean": 1, "shape": 1, "gamma": "1/2"}, "takes mean, or shape and gamma"),
        ({"shape": 1}, "takes mean, or shape and gamma"),
        ({"mean": 0}, "mean must be in"),
        ({"shape": -1, "gamma": "1/2"}, "shape must be in"),
        ({"shape": 1, "gamma": 1}, "gamma must be in"),
    ],
)
def test_bad_numbers_of_runs_are_refused_in_one_line(given, word):
    with pytest.raises(ValueError, match=word) as found:
        RepeatedSelection(PrivacyLoss.budget(1), **given)
    assert "\n" not in str(found.value)
