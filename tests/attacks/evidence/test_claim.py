"""A claimed guarantee against evidence: contradictions are found, and only those."""

import json

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsRegressor

import boundcalc as bc
from boundcalc.attacks import attack

FOUND = bc.evidence(tp=90, fp=2, members=100, nonmembers=100)


@pytest.mark.parametrize(
    ("claim", "contradicts"),
    [
        (bc.PrivateLearner(epsilon=1, delta="1e-5"), True),
        (bc.PrivateLearner(epsilon=8), False),
        (bc.PrivateLearner(profile=[(8, 0), ("1/10", "1/10")]), True),
        (bc.PrivateLearner(epsilon=1, neighbours="add-remove"), True),
        (bc.GaussianDP(mu="1/2"), True),
        (bc.GaussianDP(mu=6), False),
        (bc.Game(None, bc.BitBudget(8), n=1000), True),
        ("0.5", True),
        (0.99, False),
    ],
    ids=str,
)
def test_contradictions_are_found(claim, contradicts):
    found = FOUND.against(claim)
    assert found.contradicts is bool(found) is contradicts
    assert str(found).startswith("CONTRADICTION: " if contradicts else "no contradiction: ")
    assert json.loads(json.dumps(found.to_json()))["contradicts"] is contradicts


def test_it_says_what_must_be_wrong_and_with_what_confidence():
    text = FOUND.against(bc.PrivateLearner(epsilon=1)).verdict
    assert "PrivateLearner(epsilon=1, delta=0) allows epsilon at delta = 0 <= 1" in text
    assert "95% confidence" in text
    assert "the guarantee is wrong, or it is not one of the training that was attacked" in text
    assert "5% of experiments" in text


def test_a_budget_that_is_just_kept_is_no_contradiction():
    epsilon = FOUND.epsilon()
    assert not FOUND.against(bc.PrivateLearner(epsilon=epsilon))
    assert FOUND.against(bc.PrivateLearner(epsilon=epsilon * (1 - 1e-9)))


def test_a_guarantee_speaks_of_every_pair_not_of_the_average_record():
    # In the game over a law an epsilon = 1 learner keeps to tanh(1/4); one pair of neighbours may reach tanh(1/2).
    found = bc.evidence(tp=730, fp=270, members=1000, nonmembers=1000)
    assert 0.25 < found.advantage < 0.46
    assert not found.against(bc.PrivateLearner(epsilon=1))
    assert found.against(bc.Game(None, bc.PrivateLearner(epsilon=1), n=100))
    assert found.against(bc.GaussianDP(mu=1)).allowed == pytest.approx(0.3829249225)


@pytest.mark.parametrize("claim", ["abc", 2, bc.BitBudget(8), None, bc.ZeroConcentratedDP(1)])
def test_other_claims_are_refused(claim):
    with pytest.raises(ValueError, match="claim must be"):
        FOUND.against(claim)


def test_a_report_is_compared_and_shown():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), rng.normal(size=40)
    report = attack(KNeighborsRegressor(1), (X, y), 20, runs=40, level="0.9", seed=0, fprs=["1/10"])
    assert report.against(bc.PrivateLearner(epsilon=1)).contradicts
    assert report.against(bc.PrivateLearner(epsilon=1)).allowed == pytest.approx(np.tanh(0.5))
    assert not report.against(bc.PrivateLearner(epsilon=20))
    assert report.against("1/2").contradicts
    assert report.against(bc.GaussianDP(mu=1)).contradicts
    assert report.against(bc.Game(None, bc.BitBudget(2), n=20)).contradicts
    with pytest.raises(ValueError, match="claim must be a game at the gamma = 1 of the attack, got 2"):
        report.against(bc.Game(None, bc.BitBudget(2), n=20, nu="1/3"))
    with pytest.raises(ValueError, match="claim must be"):
        report.against(bc.BitBudget(3))
    html = report.to_html()
    assert "Delta, at least" in html
    assert "TPR at FPR 0.1" in html
    assert report._repr_html_() == html
