"""The confidence band on the ROC curve: all thresholds at once."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.attacks import Roc
from boundcalc.attacks.evidence.band import _ranks, _table, band


def both(rng, members, nonmembers, shift=1.0):
    scores = np.concatenate([rng.normal(shift, 1, members), rng.normal(0, 1, nonmembers)])
    return scores, np.arange(members + nonmembers) < members


def exceeds(curve, shift=1.0):
    """Whether the band leaves the true curve of two normal laws anywhere."""
    return any(float(p) > stats.norm.sf(stats.norm.isf(float(q)) - shift) for q, p in curve[1:-1])


@pytest.mark.parametrize("repetitions", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_band_lies_below_the_true_curve_everywhere_at_its_level(repetitions):
    rng = np.random.default_rng(0)
    misses = sum(
        exceeds(bc.evidence(scores=s, member=m, level="0.8").curves[0])
        for s, m in (both(rng, 150, 200) for _ in range(repetitions))
    )
    assert misses <= stats.binom.ppf(1 - 1e-6, repetitions, 0.2)


def test_each_end_is_no_bolder_than_the_band_it_comes_from():
    # Both bands from scratch, with scipy: DKW-Massart, and Clopper-Pearson at the ranks.
    n, error = 500, Fraction(1, 40)
    width = np.sqrt(np.log(2 / float(error)) / (2 * n))
    ranks = _ranks(n)
    share = float(error) / 2 / len(ranks)
    lower, upper = _table(n, error, lower=True), _table(n, error, lower=False)
    for k in [*range(40), 100, 250, 333, 400, *range(461, 501)]:
        low = max([0, k / n - width, *(stats.beta.ppf(share, r, n - r + 1) for r in ranks if r <= k)])
        high = min([1, k / n + width, *(stats.beta.isf(share, r, n - r + 1) for r in ranks if r > k)])
        assert low * (1 - 1e-9) - 1e-12 <= lower[k] <= low
        assert high <= upper[k] <= high * (1 + 1e-9) + 1e-12


def test_tails_are_sharper_than_a_uniform_band():
    rng = np.random.default_rng(1)
    scores, member = both(rng, 5000, 5000, 4.0)
    found = bc.evidence(scores=scores, member=member)
    uniform = np.sqrt(np.log(80) / 10**4)
    assert found.epsilon() > np.log(1 / uniform) + 1
    assert found.tpr("1/200") > 0.5
    assert 0.9 < found.advantage <= 2 * stats.norm.cdf(2) - 1


def test_a_hundred_thousand_scores():
    scores, member = both(np.random.default_rng(2), 50_000, 50_000)
    found = bc.evidence(scores=scores, member=member, level="0.95")
    assert 0.36 < found.advantage <= 2 * stats.norm.cdf(0.5) - 1
    assert 0.01 < found.tpr("1/1000") <= stats.norm.sf(stats.norm.isf(0.001) - 1)
    assert not exceeds(found.curves[0])
    assert found.threshold == pytest.approx(0.5, abs=0.2)


def test_ties_and_constant_scores_certify_nothing_false():
    assert bc.evidence(scores=[1.0] * 40, member=[1, 0] * 20).advantage == 0
    scores = [1] * 300 + [0] * 100 + [1] * 100 + [0] * 300
    found = bc.evidence(scores=scores, member=[True] * 400 + [False] * 400)
    assert 0.3 < found.advantage < 0.5


def test_the_hull_holds_certified_points_with_their_thresholds():
    roc = Roc.of([3.0, 2.0, 2.5] * 30, [1.0, 0.5, 2.2] * 30)
    hull, cuts = band(roc, Fraction(1, 20))
    assert hull[0] == (0, 0)
    assert hull[-1] == (1, 1)
    assert cuts[0] == np.inf
    assert set(cuts[1:-1]) <= {*roc.thresholds.tolist()}


def blocked(rng, runs, size=10):
    """All records of a run share one fate: released or not, with probability 1/2."""
    fate = rng.random(runs) < 0.5
    member = np.tile(np.arange(2 * size) < size, runs)
    run = np.repeat(np.arange(runs), 2 * size)
    return np.where(member & fate[run], 1.0, 0.0), member, run


@pytest.mark.parametrize("repetitions", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_records_of_one_run_that_share_a_fate_are_one_observation(repetitions):
    rng = np.random.default_rng(0)
    lowers = []
    for _ in range(repetitions):
        scores, member, run = blocked(rng, 40)
        lowers.append(bc.evidence(scores=scores, member=member, blocks=run, level="0.9").advantage)
    assert sum(lower > 0.5 for lower in lowers) <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)
    assert np.mean(lowers) > 0.05
    scores, member, run = blocked(rng, 40)
    assert "30 runs" in bc.evidence(scores=scores, member=member, blocks=run).source


def test_the_order_of_a_file_decides_nothing():
    # A file may be sorted by what was seen; then the runs that come first are no sample of all.
    scores, member, run = blocked(np.random.default_rng(5), 40)
    found = bc.evidence(scores=scores, member=member, blocks=run)
    for order in (np.lexsort((run, scores)), np.lexsort((run, -scores))):
        again = bc.evidence(scores=scores[order], member=member[order], blocks=run[order])
        assert (again.curves, again.threshold) == (found.curves, found.threshold)


@pytest.mark.parametrize("shift", ["1/10", "3/10", "9/10"])
def test_a_shifted_curve_is_concave_and_never_below_guessing(shift):
    scores, member = both(np.random.default_rng(3), 3000, 3000, 2.0)
    found, plain = (bc.evidence(scores=scores, member=member, shift=moved) for moved in (shift, 0))
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(found.curves[0])]
    assert all(low < high for high, low in pairwise(slopes))
    assert all(found.tpr(fpr) >= float(Fraction(fpr)) - 1e-15 for fpr in ("1/1000", "1/10", "1/2", "9/10"))
    assert found.advantage == pytest.approx(max(0.0, plain.advantage - float(Fraction(shift))))
    if found.threshold is not None:  # what is named is what was counted
        assert found.observed == (
            np.mean(scores[member] >= found.threshold),
            np.mean(scores[~member] >= found.threshold),
        )


def test_observed_curve():
    roc = Roc.of([0, 4, 6, 7], [1, 2, 3, 5])
    assert roc.hull == [(0, 0), (0, Fraction(1, 2)), (Fraction(1, 4), Fraction(3, 4)), (1, 1)]
    assert roc.auc == Fraction(13, 16)
    with pytest.raises(ValueError, match="fpr must be in"):
        roc.tpr(2)
    with pytest.raises(ValueError, match="prior must be in"):
        roc.accuracy(-1)
    with pytest.raises(ValueError, match="quantiles must be in"):
        roc.bootstrap(lambda roc: 0, [1.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scores": [1.0, float("nan"), 2.0, 0.0]}, "scores must be finite numbers, got nan in record 2 of 4"),
        ({"scores": [1.0, float("inf"), 2.0, 0.0]}, "scores must be finite numbers, got inf in record 2 of 4"),
        ({"scores": ["a", 1, 2, 3]}, "scores must be numbers"),
        ({"scores": [[1.0, 2.0]] * 2}, "scores must be a list"),
        ({"scores": []}, "scores must be a list"),
        ({"member": [1, 0]}, "member must say of each of the 4 scores"),
        ({"member": [1, 1, 1, 1]}, "member must have both kinds, got members only"),
        ({"member": [0, 0, 0, 0]}, "got non-members only"),
        ({"member": [1, 0, 2, 0]}, "member must be True or False"),
        ({"member": ["yes", "no", "no", "no"]}, "member must be True or False"),
        ({"member": None}, "member must be given"),
        ({"blocks": [1, 2]}, "blocks must name a run for each of the 4 scores"),
        ({"blocks": [1, 1, 2, 2]}, "blocks must be at least 8 runs, got 2"),
        ({"blocks": [1, 2, 3, 4]}, "blocks must hold members and non-members each"),
    ],
)
def test_bad_input_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        bc.evidence(**{"scores": [1.0, 0.0, 2.0, 0.0], "member": [1, 0, 1, 0]} | change)
