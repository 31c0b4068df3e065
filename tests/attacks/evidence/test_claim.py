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
        (bc.ZeroConcentratedDP("1/10"), True),
        (bc.ZeroConcentratedDP(20), False),
        (bc.LaplaceMechanism(1), True),
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


@pytest.mark.parametrize("share", ["0.1", "0.3"])
def test_an_exact_limit_is_shown_as_it_was_claimed(share):
    for claim in (float(share), bc.PrivateLearner(epsilon=share)):
        assert f"<= {share}, the attack" in str(FOUND.against(claim))


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


@pytest.mark.parametrize("claim", ["abc", 2, bc.BitBudget(8), None])
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
    with pytest.raises(ValueError, match="claim must be"):
        report.against(bc.BitBudget(3))
    html = report.to_html()
    assert "Delta, at least" in html
    assert "TPR at FPR 0.1" in html
    assert report._repr_html_() == html


def test_a_report_is_compared_with_the_game_that_was_played_alone():
    # A single bit that names the record of two that was trained on: 1 in the split, at most 0.5888 over a law.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(4, 1)), rng.normal(size=4)
    options = {"runs": 40, "level": "0.9", "seed": 0}
    split = attack(KNeighborsRegressor(1), (X, y), 2, **options)
    bits = bc.Game(None, bc.BitBudget(1), n=2)
    with pytest.raises(ValueError, match="claim must be a game of the split of a table of 4 records"):
        split.against(bits)
    assert split.against(bc.Game(bc.FinitePopulation([1] * 4), n=2)).allowed == 1
    law = attack(KNeighborsRegressor(1), lambda r, size: (r.normal(size=(size, 1)), r.normal(size=size)), 2, **options)
    assert law.against(bits).contradicts
    for wrong, why in (
        (bc.Game(None, bc.BitBudget(1), n=3), "n = 2 of the attack, got n = 3"),
        (bc.Game(None, bc.BitBudget(1), n=2, nu="1/3"), "a game at the gamma = 1 of the attack, got 2"),
        (bc.Game(bc.FinitePopulation([1] * 4), n=2), "a game over a law, as it was played"),
    ):
        with pytest.raises(ValueError, match=why):
            law.against(wrong)
    one = attack(KNeighborsRegressor(1), (X, y), 2, target=0, **options)
    with pytest.raises(ValueError, match="claim must speak of every record"):
        one.against(bits)
    assert "Delta of record 0 >= " in str(one.against(bc.PrivateLearner(epsilon=1)))


def test_a_privacy_guarantee_is_compared_at_the_coin_of_the_attack():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), rng.normal(size=40)
    report = attack(KNeighborsRegressor(1), (X, y), 20, runs=60, level="0.9", seed=0, nu="1/3")
    found = report.against(bc.PrivateLearner(epsilon=1))
    assert found.allowed == pytest.approx((np.e - 2) / (np.e + 1))  # E_2 of (e^1 : 1) and (1 : e^1)
    assert found.contradicts
    with pytest.raises(ValueError, match="claim must be one at the gamma = 2 of the attack, got 1"):
        report.against("1/2")


@pytest.mark.parametrize(
    ("claim", "contradicts"),
    [
        (bc.PrivateLearner(epsilon=2, delta="1e-6"), True),
        (bc.PrivateLearner(epsilon=2, delta="1e-6", neighbours="add-remove"), True),  # a canary is there, or it is not
        (bc.PrivateLearner(profile=[(1, "1e-3"), (2, "1e-5")]), True),
        (bc.PrivateLearner(profile=[(1, "1e-3"), (3, "1e-5")]), False),  # at the delta of the audit it allows 3
        (2, True),
        (3, False),
    ],
    ids=str,
)
def test_an_audit_of_one_run_contradicts_a_budget(claim, contradicts):
    audit = bc.one_run(correct=190, guesses=200, canaries=1000, delta="1e-5")  # epsilon >= 2.39
    assert audit.against(claim).contradicts is contradicts
    assert "epsilon at delta = 1/100000" in str(audit.against(claim))


def test_an_audit_is_compared_with_what_it_speaks_of_alone():
    pure = bc.one_run(correct=190, guesses=200, canaries=1000)
    gaussian = bc.one_run(correct=190, guesses=200, canaries=1000, delta="1e-5", family="gaussian")  # mu >= 0.908
    assert gaussian.against(bc.GaussianDP(mu="1/2")).contradicts
    assert not gaussian.against(bc.GaussianDP(mu=1)).contradicts
    for claim, why in (
        (
            bc.PrivateLearner(epsilon=1, delta="1e-5"),
            "claim must have a delta of at most the 0 of the audit, got 1/100000",
        ),
        (bc.GaussianDP(mu=1), "as GaussianDP is by an audit of the family gaussian"),
        (bc.BitBudget(8), "claim must be a PrivateLearner with budgets, or an epsilon; got BitBudget"),
        (-1, "claim must be an epsilon >= 0"),
        ("x", "claim must be a number"),
    ):
        with pytest.raises(ValueError, match=why):
            pure.against(claim)
