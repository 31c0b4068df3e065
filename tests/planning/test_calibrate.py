"""Calibration: the returned value satisfies the target, and the next coarser step does not."""

from fractions import Fraction

import mpmath as mp
import pytest

import boundcalc as bc

CASES = [
    (bc.Game(None, bc.PrivateLearner(1), n=1), "epsilon", {"security": "9/10"}),
    (bc.Game(None, bc.PrivateLearner(1, "1e-5"), n=1, lam="3/2"), "epsilon", {"accuracy": "4/5"}),
    (bc.Game(None, bc.GaussianDP(1), n=1), "mu", {"advantage": "1/10"}),
    (bc.Game(None, bc.GaussianMechanism(1, steps=10), n=1), "sigma", {"advantage": "1/10", "step": "1/100"}),
    (bc.Game(None, bc.BitBudget(1), n=10**6), "bits", {"security": "95/100"}),
    (bc.Game(None, bc.BitBudget(8192), n=1), "n", {"accuracy": "52/100"}),
    (bc.Game(bc.Categorical(["1/2", "1/2"]), n=1), "n", {"security": "95/100"}),
    (bc.Game(bc.Normal(0, 1), bc.NoisyMean(1), n=10), "variance", {"security": "95/100", "step": "1/50"}),
]


@pytest.mark.parametrize(("game", "parameter", "target"), CASES, ids=lambda x: str(x) if isinstance(x, str) else "")
def test_the_value_reaches_the_target_and_the_next_coarser_step_does_not(game, parameter, target):
    found = bc.plan.calibrate(game, parameter, **target)
    assert found.reached.upper <= found.limit
    assert found.reached.guaranteed
    assert found.missed.upper > found.limit
    assert found.parameter in str(found)


def test_the_sample_size_agrees_with_the_older_function():
    law = bc.Categorical(["1/2", "3/10", "1/5"])
    found = bc.plan.calibrate(bc.Game(law, n=1), "n", security="9/10")
    assert found.value == bc.plan.sample_size(law, "9/10")


def test_the_true_positive_rate_of_gaussian_privacy_is_that_of_its_tradeoff_function():
    for mu, a in (("1", "1/100"), ("1/2", "1/1000"), ("3", "1/10")):
        ours = bc.plan.best_tpr(bc.Game(None, bc.GaussianDP(mu), n=1, record="worst"), a)
        quantile = mp.sqrt(2) * mp.erfinv(2 * mp.mpf(Fraction(a).numerator) / Fraction(a).denominator - 1)
        truth = float(mp.ncdf(quantile + mp.mpf(Fraction(mu).numerator) / Fraction(mu).denominator))
        assert truth <= ours.upper * (1 + 1e-12)
        assert float(ours.upper) - truth < 1e-8
        assert truth < bc.plan.best_tpr(bc.Game(None, bc.GaussianDP(mu), n=1), a).upper * 1.6  # the average record
        assert bc.plan.best_tpr(bc.Game(None, bc.GaussianDP(mu), n=1), a).upper < truth


def test_the_true_positive_rate_under_a_budget_is_the_smaller_of_two_lines():
    e, d, a = mp.e, mp.mpf(1) / 1000, mp.mpf(1) / 100
    ours = bc.plan.best_tpr(bc.Game(None, bc.PrivateLearner(1, "1/1000"), n=1, record="worst"), "1/100")
    truth = float(min(e * a + d, 1 - (1 - d - a) / e))
    assert truth <= float(ours.upper) + 1e-12
    assert float(ours.upper) - truth < 1e-6


@pytest.mark.parametrize(
    ("learner", "parameter", "target", "value", "coarser"),
    [
        (bc.PrivateLearner(1), "epsilon", {"security": 1}, 0, "1/1000"),
        (bc.PrivateLearner(1), "epsilon", {"accuracy": "1/2"}, 0, "1/1000"),
        (bc.PrivateLearner(1), "epsilon", {"security": "9/10", "step": 1}, 0, 1),
        (bc.PrivateLearner(0), "delta", {"security": 0}, 1, None),
        (bc.PrivateLearner(0), "delta", {"security": "1/10"}, "9/10", "901/1000"),
        (bc.BitBudget(1), "bits", {"advantage": 0}, 0, 1),
        (bc.PrivateLearner(1), "epsilon", {"tpr": "1/20", "fpr": "1e-10", "step": 1}, 20, 21),  # e^20 FPR = 0.0485
        (bc.PrivateLearner(0, "1/100"), "delta", {"tpr": "1/50", "fpr": 0}, "1/50", "21/1000"),
        (bc.MutualInformation(1), "information", {"security": "1/2"}, "532/1000", "533/1000"),
    ],
    ids=str,
)
def test_extreme_targets_and_ends_of_the_range(learner, parameter, target, value, coarser):
    found = bc.plan.calibrate(bc.Game(None, learner, n=1), parameter, **target)
    assert found.value == Fraction(value)
    assert found.coarser == (None if coarser is None else Fraction(coarser))


def test_noise_that_is_not_needed_and_sizes_that_are_not_allowed():
    mean = bc.Game(bc.Normal(0, 1), bc.NoisyMean(1), n=100)
    assert bc.plan.calibrate(mean, "variance", security="1/2").value == 0
    squares = bc.Game(bc.GaussianRegression(p=3), bc.LeastSquares(), n=10)
    found = bc.plan.calibrate(squares, "n", security="1/2", step=20)
    assert (found.value, found.coarser) == (20, None)  # n > p


def test_a_target_on_the_true_positive_rate():
    for record in ("average", "worst"):
        game = bc.Game(None, bc.GaussianDP(1), n=1, record=record)
        found = bc.plan.calibrate(game, "mu", tpr="2/100", fpr="1/100", step="1/4")
        assert found.value == Fraction(1, 4)
        assert found.missed.upper > Fraction(1, 50)
        assert f"{record} record" in str(found)


@pytest.mark.parametrize(
    ("parameter", "target", "text"),
    [
        ("mu", {"security": "1/2"}, "parameter must be one of n, epsilon, delta for PrivateLearner"),
        ("neighbours", {"security": "1/2"}, "parameter must be one of n, epsilon, delta"),
        ("epsilon", {"security": 0}, "every value reaches"),
        ("epsilon", {}, "exactly one of security"),
        ("epsilon", {"security": 2}, r"security must be in \[0, 1\], got 2"),
        ("epsilon", {"accuracy": "1/3"}, "that of a constant answer"),
        ("epsilon", {"tpr": "1/2"}, "tpr with fpr"),
        ("epsilon", {"tpr": "1/100", "fpr": "1/10"}, "no value of epsilon"),
        ("n", {"security": "9/10"}, "no value of n"),
    ],
)
def test_bad_targets_are_refused(parameter, target, text):
    with pytest.raises(ValueError, match=text):
        bc.plan.calibrate(bc.Game(None, bc.PrivateLearner(1), n=1), parameter, **target)
