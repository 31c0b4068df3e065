"""Calibration: the returned value satisfies the target, and the next coarser step does not."""

from fractions import Fraction

import mpmath as mp
import pytest

import boundcalc as bc
from boundcalc.planning.boundary import boundary
from boundcalc.planning.ladder import Decimals, Multiples

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


def test_a_posterior_of_a_pure_budget_is_that_of_its_odds():
    found = bc.plan.calibrate(bc.Game(None, bc.PrivateLearner(1), n=1), "epsilon", posterior="3/5")
    assert found.value == Fraction(405, 1000)  # ln(3/2) = 0.40546...
    assert found.reached.upper == 0
    found = bc.plan.calibrate(bc.Game(None, bc.PrivateLearner(1), n=1, nu="1/10"), "epsilon", posterior="1/2", digits=5)
    assert (found.value, found.coarser) == (Fraction("2.1972"), Fraction("2.1973"))  # ln 9 = 2.19722...
    assert bc.plan.calibrate(
        bc.Game(None, bc.PrivateLearner(0, "1/100"), n=1), "delta", posterior="3/5", slack="1/50"
    ).value == Fraction(1, 50)


def test_a_leakage_at_its_gamma_is_a_security():
    game = bc.Game(None, bc.GaussianDP(1), n=1, lam="3/2")
    by_delta = bc.plan.calibrate(game, "mu", delta="1/10", digits=4)
    by_security = bc.plan.calibrate(game, "mu", security="9/10", digits=4)
    assert by_delta == by_security
    assert by_delta.reached.upper <= Fraction(1, 10) < by_delta.missed.upper
    assert by_delta.coarser - by_delta.value == Fraction(1, 10**4)


def test_the_parts_of_a_composition_are_calibrated_one_at_a_time():
    parts = bc.Composition([bc.LaplaceMechanism(4), bc.GaussianMechanism(3)])
    for parameter, way in (("learners[0].scale", -1), ("times[1]", 1)):
        found = bc.plan.calibrate(
            bc.Game(None, parts, n=1), parameter, advantage="1/5", step=None if way > 0 else "1/10"
        )
        assert found.reached.upper <= Fraction(1, 5) < found.missed.upper
        assert (found.coarser - found.value) * way > 0
        assert float(found.missed.upper) < 0.25


@pytest.mark.parametrize(
    ("parameter", "target", "record"),
    [
        ("noise_multiplier", {"advantage": "1/10", "digits": 2}, "average"),
        ("sample_rate", {"accuracy": "11/20", "digits": 2}, "worst"),
        pytest.param("steps", {"tpr": "1/50", "fpr": "1/100"}, "average", marks=pytest.mark.slow),
    ],
)
def test_sampled_gradient_descent_is_calibrated_on_the_safe_side(parameter, target, record):
    game = bc.Game(None, bc.DPSGD(noise_multiplier=4, sample_rate="1/10", steps=8), n=1000, record=record)
    found = bc.plan.calibrate(game, parameter, **target)
    assert found.guaranteed
    assert found.reached.upper <= found.limit < found.missed.upper
    assert float(found.missed.upper) < 1.2 * float(found.limit)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"posterior": "1/3"}, r"posterior must be in \[1/2, 1\), from the prior on, got '1/3'"),
        ({"posterior": 1}, r"posterior must be in \[1/2, 1\)"),
        ({"advantage": "1/10", "slack": "1/10"}, "slack belongs to posterior"),
        ({"advantage": "1/10", "digits": 0}, "digits must be an integer from 1 to 12, got 0"),
        ({"advantage": "1/10", "digits": 3, "step": 1}, "give step or digits, not both"),
        ({"advantage": "1/10", "delta": "1/10"}, "give exactly one of security, delta, advantage"),
    ],
    ids=str,
)
def test_targets_that_are_none_are_refused(change, text):
    with pytest.raises(ValueError, match=text):
        bc.plan.calibrate(bc.Game(None, bc.PrivateLearner(1), n=1), "epsilon", **change)


@pytest.mark.parametrize("start", [0, 1, 40, 10**6, 10**15])
@pytest.mark.parametrize("power", [-2.0, -0.5, 0.5, 3.0])
@pytest.mark.parametrize("ladder", [Multiples(Fraction(1, 1000)), Decimals(3)], ids=str)
def test_a_crossing_is_found_in_few_steps(ladder, power, start):
    asked = []

    def quantity(k):
        asked.append(k)
        x = float(ladder.value(k))
        return min(1.0, (x / 7.77) ** power / 3) if x else float(power < 0)

    ends = ladder.first, ladder.last
    k = boundary(quantity, ladder, Fraction(1, 10), power > 0, ends, start, "none")
    assert quantity(k) <= 0.1 < quantity(k + 1 if power > 0 else k - 1)
    assert len(asked) < 40


def test_decimals_are_in_order_and_found_again():
    ladder = Decimals(2)
    values = [ladder.value(k) for k in range(-200, 200)]
    assert values == sorted(set(values))
    assert ladder.value(0) == 1
    assert all(ladder.nearest(float(value)) == k for k, value in zip(range(-200, 200), values, strict=True))
