"""Evidence from counts: certified ends, jointly, against exact enumeration and independent intervals."""

import json
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.attacks.evidence.region import JOINT, fisher_cut

COUNTS = {"tp": 60, "fp": 5, "members": 100, "nonmembers": 100}


def test_the_cut_of_two_p_values_is_where_their_product_has_the_error():
    for error in ("1/20", "1/1000", "1/10", Fraction(1, 10**9)):
        c = fisher_cut(Fraction(error))
        assert c * (1 - mpmath.log(mpmath.mpf(c.numerator) / c.denominator)) <= mpmath.mpf(str(float(Fraction(error))))
        assert float(c) * (1 - np.log(float(c))) == pytest.approx(float(Fraction(error)), rel=1e-12)


@pytest.mark.parametrize("joint", JOINT)
@pytest.mark.parametrize(("members", "nonmembers"), [(7, 5)])
def test_joint_region_covers_both_rates_at_its_level(joint, members, nonmembers):
    # The exact probability that the corners miss (TPR, FPR), by enumeration of all counts.
    regions = {
        (tp, fp): [(float(q), float(p)) for q, p in JOINT[joint](tp, members, fp, nonmembers, Fraction(1, 10))]
        for tp in range(members + 1)
        for fp in range(nonmembers + 1)
    }
    worst = 0.0
    for p in np.linspace(0.05, 0.95, 7):
        for q in np.linspace(0.05, 0.95, 7):
            own, other = stats.binom(members, p).pmf, stats.binom(nonmembers, q).pmf
            missed = sum(
                own(tp) * other(fp)
                for (tp, fp), corners in regions.items()
                if not any(p >= low and q <= high for high, low in corners)
            )
            worst = max(worst, missed)
    assert 0.01 < worst <= 0.1


def test_two_intervals_are_those_of_clopper_and_pearson():
    found = bc.evidence(**COUNTS, joint="bonferroni")
    low, high = stats.beta.ppf(0.025, 60, 41), stats.beta.ppf(0.975, 6, 95)
    assert found.advantage <= low - high
    assert found.advantage == pytest.approx(low - high, rel=1e-12)
    assert found.tpr(0.2) == pytest.approx(low + (1 - low) * (0.2 - high) / (1 - high), rel=1e-12)
    assert found.tpr("1/100") == pytest.approx(low * 0.01 / high, rel=1e-12)
    assert found.epsilon("1/10") == pytest.approx(np.log((low - 0.1) / high), rel=1e-12)
    assert found.delta_gamma(2) == pytest.approx(low - 2 * high, rel=1e-12)
    assert (
        found.delta_gamma("1/2") == pytest.approx((1 - high) - 2 * (1 - low), abs=1e-12) or found.delta_gamma(0.5) == 0
    )
    assert (found.accuracy, found.security) == pytest.approx(((1 + low - high) / 2, 1 - low + high))


def test_the_product_region_is_sharper_for_the_advantage():
    product, sidak, bonferroni = (bc.evidence(**COUNTS, joint=joint).advantage for joint in JOINT)
    assert product - 0.03 > sidak > bonferroni > 0


def test_the_reverse_inequality_of_privacy_is_used_too():
    # Few members are missed: (1 - FPR)/(1 - TPR) is large though TPR/FPR is not.
    found = bc.evidence(tp=1000, fp=500, members=1000, nonmembers=1000)
    assert found.epsilon() > 4


def test_weights_and_chances_enter_as_in_a_game():
    found = bc.evidence(**COUNTS, nu="1/3", lam="3/4")  # gamma = 3/2
    assert found.lower == found.delta_gamma("3/2")
    assert found.accuracy == pytest.approx(0.5 + found.lower / 3)
    # Security is the share of what is left between the best constant answer and a perfect one at these chances.
    perfect, constant = 1 / 3 + 3 / 4 * 2 / 3, 0.5
    assert found.security == pytest.approx((perfect - found.accuracy) / (perfect - constant))
    assert "Delta_gamma" in str(found)


def test_runs_count_as_one_observation_each():
    tp, fp = [10] * 200, [0] * 200
    runs = bc.evidence(tp=tp, fp=fp, members=[10] * 200, nonmembers=[10] * 200)
    one_each = bc.evidence(tp=200, fp=0, members=200, nonmembers=200)
    assert 0.95 < runs.advantage <= one_each.advantage + 0.01
    assert runs.observed == (1.0, 0.0)


def test_another_law_of_non_members_costs_its_distance():
    plain, moved = bc.evidence(**COUNTS, joint="sidak"), bc.evidence(**COUNTS, joint="sidak", shift="1/10")
    assert plain.advantage - moved.advantage == pytest.approx(0.1)
    assert plain.delta_gamma(2) - moved.delta_gamma(2) == pytest.approx(0.2)
    assert bc.evidence(**COUNTS, shift=1).advantage == 0


def test_the_statement_and_its_json():
    found = bc.evidence(**COUNTS)
    text = str(found)
    assert text.startswith("advantage >= 0.4288 at 95% confidence (observed 0.5500: TPR 0.6000, FPR 0.0500)")
    assert "assuming: each decision is independent" in text
    data = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert (data["advantage"], data["kind"], data["guaranteed"]) == (found.advantage, "lower", False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tp": 101}, "tp must be an integer from 0 to the 100 tested, got 101"),
        ({"fp": -1}, "fp must be an integer from 0 to the 100 tested"),
        ({"fp": 1.5}, "fp must be an integer"),
        ({"tp": True}, "tp must be an integer"),
        ({"members": 0}, "members must be an integer from 1"),
        ({"nonmembers": None}, "nonmembers must be given"),
        ({"tp": [1, 2]}, "lists of equal length, one entry a run"),
        ({"level": 1}, "level must be in"),
        ({"nu": 0}, "nu must be in"),
        ({"lam": 0}, "lam must be positive"),
        ({"joint": "jeffreys"}, "joint must be product, sidak, bonferroni"),
        ({"shift": None}, "shift must be known"),
        ({"shift": 2}, "shift must be in"),
        ({"member": [1]}, "member and blocks belong to scores"),
        ({"scores": [1.0]}, "tp must not be given with scores"),
        ({"blind": 3}, "blind must be the Evidence"),
        ({"blind": bc.evidence(tp=90, fp=5, members=100, nonmembers=100)}, "shift must be at least 0.7"),
    ],
)
def test_bad_input_is_named(change, message):
    with pytest.raises(ValueError, match=message) as refused:
        bc.evidence(**COUNTS | change)
    assert "\n" not in str(refused.value)


def test_what_is_asked_of_evidence_is_checked():
    found = bc.evidence(**COUNTS)
    for call, value, message in (
        (found.tpr, 2, "fpr must be in"),
        (found.epsilon, -1, "delta must be in"),
        (found.delta_gamma, 0, "gamma must be positive"),
    ):
        with pytest.raises(ValueError, match=message):
            call(value)
    assert (found.tpr(0), found.tpr(1), found.epsilon(1)) == (0, 1, 0)
    assert bc.evidence(tp=5, fp=60, members=100, nonmembers=100).epsilon() == 0


@pytest.mark.parametrize("repetitions", [300, pytest.param(4000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("joint", JOINT)
def test_statements_hold_together_at_their_level(joint, repetitions):
    rng = np.random.default_rng(0)
    p, q, m, k = 0.7, 0.2, 40, 25
    misses, known = 0, {}
    for tp, fp in zip(rng.binomial(m, p, repetitions), rng.binomial(k, q, repetitions), strict=True):
        if (tp, fp) not in known:
            found = bc.evidence(tp=int(tp), fp=int(fp), members=m, nonmembers=k, level="0.9", joint=joint)
            known[tp, fp] = (
                found.advantage > p - q
                or found.delta_gamma(2) > p - 2 * q
                or found.tpr(q) > p
                or found.epsilon() > max(np.log(p / q), np.log((1 - q) / (1 - p)))
            )
        misses += known[tp, fp]
    assert misses <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)
