"""From dp-accounting to an enclosure: exact for Gaussian and Laplace, never called guaranteed otherwise."""

import math

import pytest

import boundcalc as bc

dp = pytest.importorskip("dp_accounting")
from dp_accounting import dp_event as events  # noqa: E402
from dp_accounting.pld import PLDAccountant  # noqa: E402
from dp_accounting.pld import privacy_loss_distribution as pld  # noqa: E402

from boundcalc.interop import dp_accounting as interop  # noqa: E402


def test_gaussian_and_laplace_compositions_become_exact_learners():
    event = dp.ComposedDpEvent([dp.GaussianDpEvent(2.0), dp.SelfComposedDpEvent(dp.GaussianDpEvent(4.0), 12)])
    assert interop.learner(event) == bc.GaussianDP(1, neighbours="add-remove")
    laplace = dp.SelfComposedDpEvent(dp.LaplaceDpEvent(4.0), 3)
    assert interop.learner(laplace) == bc.LaplaceMechanism(4, steps=3, neighbours="add-remove")
    assert interop.delta(event).guaranteed
    assert interop.delta(laplace, gamma=2).guaranteed


@pytest.mark.parametrize("gamma", [1, 3])
@pytest.mark.parametrize("neighbours", ["add-remove", "replace-one"])
def test_a_record_replaced_moves_a_sum_twice_as_far_as_a_record_removed(neighbours, gamma):
    """GaussianDpEvent and LaplaceDpEvent release sum v_i + noise, |v_i| <= 1; so does dp-accounting's replace-one."""
    accountant = PLDAccountant(dp.NeighboringRelation.REPLACE_ONE)
    accountant.compose(dp.GaussianDpEvent(2.0))
    theirs = accountant.get_delta(math.log(gamma))
    gaussian = interop.learner(dp.GaussianDpEvent(2.0), neighbours)
    worst = next(b for b in bc.Game(None, gaussian, n=1, lam=gamma).bounds() if b.id == "gdp")
    assert float(worst.number().upper) == pytest.approx(theirs, rel=1e-5)
    assert interop.delta(dp.GaussianDpEvent(2.0), gamma, neighbours).upper < theirs
    laplace = max(0.0, 1 - gamma**0.5 * math.exp(-1 / 2))  # two Laplace laws of scale 2 at distance 2
    learner = interop.learner(dp.LaplaceDpEvent(2.0), neighbours)
    pair = next(b for b in bc.Game(None, learner, n=1, lam=gamma).bounds() if b.id == "laplace")
    assert float(pair.number().upper) == pytest.approx(laplace, rel=1e-9)
    # The average over the target is smaller than the worst pair, here at eps = 1: (e^(1/2) - sqrt(gamma))^2/(e - 1).
    average = (math.exp(1 / 2) - min(gamma, math.e) ** 0.5) ** 2 / (math.e - 1)
    assert float(interop.delta(dp.LaplaceDpEvent(2.0), gamma, neighbours).upper) <= average * (1 + 1e-9)


def test_events_of_private_training_become_learners_with_guarantees():
    step = dp.PoissonSampledDpEvent(0.05, dp.GaussianDpEvent(2.0))
    training = interop.from_events(dp.SelfComposedDpEvent(step, 10))
    assert training == bc.GaussianMechanism(2, sampling="1/20", steps=10)
    mixed = interop.from_events(dp.ComposedDpEvent([step, dp.NoOpDpEvent(), dp.LaplaceDpEvent(4.0), step]))
    assert mixed.learners[0].steps == 2
    assert mixed.neighbours == "add-remove"


@pytest.mark.parametrize(
    ("event", "neighbours", "words"),
    [
        (dp.NonPrivateDpEvent(), "add-remove", "no certified learner is known for"),
        (
            dp.PoissonSampledDpEvent(0.1, dp.SelfComposedDpEvent(dp.LaplaceDpEvent(1.0), 2)),
            "add-remove",
            "of one other event",
        ),
        (dp.PoissonSampledDpEvent(0.1, dp.GaussianDpEvent(1.0)), "replace-one", "for add-remove neighbours"),
        (
            events.SampledWithReplacementDpEvent(9, 3, dp.GaussianDpEvent(1.0)),
            "replace-one",
            "no certified learner",
        ),
        (events.SampledWithoutReplacementDpEvent(9, 3, dp.GaussianDpEvent(1.0)), "add-remove", "for replace-one"),
        (
            events.SampledWithoutReplacementDpEvent(9, 12, dp.GaussianDpEvent(1.0)),
            "replace-one",
            "at most .* = 9, got 12",
        ),
        (events.RandomizedResponseDpEvent(0.5, 4), "add-remove", "for replace-one neighbours"),
        (dp.GaussianDpEvent(0.0), "add-remove", "noise_multiplier must be positive"),
        (events.RepeatAndSelectDpEvent(dp.GaussianDpEvent(9.0), 0.5, 1.0), "add-remove", "mean >= 1"),
        (events.RepeatAndSelectDpEvent(events.ZCDpEvent(1.0), 10, 1.0), "add-remove", "not known of"),
    ],
)
def test_events_that_are_not_known_are_named_in_one_line(event, neighbours, words):
    with pytest.raises(ValueError, match=words) as error:
        interop.from_events(event, neighbours)
    assert "\n" not in str(error.value)


def test_everything_else_is_not_called_guaranteed():
    event = events.TruncatedSubsampledGaussianDpEvent(20, 0.05, 4, 1.0)  # known for add-remove alone
    found = interop.delta(event, neighbours="replace-one")
    assert not found.guaranteed
    assert 0 < found.upper < 1
    bounds = bc.Game(None, interop.learner(event, "replace-one"), n=1).bounds()
    assert bounds.upper is None  # nothing guaranteed
    assert bounds[0].id == "accounted"


def test_a_distribution_is_taken_as_it_is():
    distribution = pld.from_gaussian_mechanism(1.0)
    for gamma in (1, 2, "1/2"):
        upper = interop.delta(distribution, gamma, "replace-one").upper
        bounds = bc.Game(None, bc.GaussianDP(1), n=1, lam=gamma).bounds()
        exact = next(b for b in bounds if b.id == "gdp").number()
        assert abs(float(upper) - float(exact)) < 1e-6
    both = interop.delta(distribution, 1, "replace-one", pld.from_gaussian_mechanism(1.0, pessimistic_estimate=False))
    assert both.upper >= float(exact) - 1


@pytest.mark.parametrize("source", [3, "event", dp.NonPrivateDpEvent])
def test_anything_else_is_refused(source):
    with pytest.raises(ValueError, match="source must be"):
        interop.learner(source)


@pytest.mark.parametrize(
    ("event", "accounted"),
    [
        pytest.param(
            events.TruncatedSubsampledGaussianDpEvent(200, 0.05, 12, 1.0),
            lambda: pld.from_truncated_subsampled_gaussian_mechanism(200, 0.05, 12, 1.0),
            marks=pytest.mark.slow,
        ),
        (
            events.MixtureOfGaussiansDpEvent(2.0, [0.0, 1.0, 3.0], [0.5, 0.25, 0.25]),
            lambda: pld.from_mixture_gaussian_mechanism(
                2.0, [0.0, 1.0, 3.0], [0.5, 0.25, 0.25], value_discretization_interval=0.02
            ),
        ),
        (
            dp.PoissonSampledDpEvent(0.1, dp.LaplaceDpEvent(2.0)),
            lambda: pld.from_laplace_mechanism(2.0, sampling_prob=0.1),
        ),
        (events.DiscreteLaplaceDpEvent(0.5, 2), lambda: pld.from_discrete_laplace_mechanism(0.5, 2)),
    ],
    ids=["truncated batch", "mixture", "sampled Laplace", "discrete Laplace"],
)
def test_batches_mixtures_and_sampled_laplace_noise_become_learners_with_guarantees(event, accounted):
    loss = interop.from_events(event).loss
    theirs = accounted().get_delta_for_epsilon(0.3)
    ours = max(loss.delta("3/10", 5).upper, loss.reversed().delta("3/10", 5).upper)
    assert ours <= theirs * 1.01 + 1e-9
    assert ours >= theirs * (0.2 if "Truncated" in type(event).__name__ else 0.99)
    several = interop.from_events(dp.ComposedDpEvent([event, dp.SelfComposedDpEvent(event, 3)]))
    assert several.loss == loss**4
    with pytest.raises(ValueError, match="is known for add-remove neighbours"):
        interop.from_events(event, "replace-one")


def test_a_loss_that_is_known_becomes_a_learner():
    loss = bc.PrivacyLoss.bounded_range(1)
    game = bc.Game(None, bc.PrivateMechanism(loss), n=100)
    values = {b.id: b.number() for b in game.bounds() if b.id in ("losses", "mix")}
    assert values["losses"].intersection(loss.advantage(12))
    assert values["mix"].upper < values["losses"].upper
    for given in ({"dominated_by": 1}, {"dominated_by": loss, "exchanged_by": 2}):
        with pytest.raises(ValueError, match="must be a PrivacyLoss"):
            bc.PrivateMechanism(**given)
    with pytest.raises(ValueError, match="belongs to add-remove"):
        bc.PrivateMechanism(loss, loss)
