"""Events of dp-accounting that are trees, selections, samples without replacement, concentrated budgets."""

import math

import pytest
import sympy as sp

import boundcalc as bc

dp = pytest.importorskip("dp_accounting")
from dp_accounting import dp_event as events  # noqa: E402
from dp_accounting.pld import privacy_loss_distribution as pld  # noqa: E402
from dp_accounting.rdp import RdpAccountant  # noqa: E402

from boundcalc.interop.dp_accounting import delta, from_distribution, from_events  # noqa: E402

GAUSSIAN = dp.GaussianDpEvent(2.0)
SPECIAL = dp.NeighboringRelation.REPLACE_SPECIAL


@pytest.mark.parametrize(("steps", "levels"), [(1, 1), (2, 2), (7, 3), (8, 4), ([3, 8, 0], 4)])
def test_a_record_is_in_as_many_sums_as_the_tree_has_levels(steps, levels):
    event = events.SingleEpochTreeAggregationDpEvent(3.0, steps)
    learner = from_events(dp.SelfComposedDpEvent(event, 2))
    assert learner == bc.GaussianDP(sp.sqrt(2 * levels) / 3, neighbours="add-remove")
    theirs = RdpAccountant([2.0], SPECIAL).compose(event, 2)._rdp[0]
    assert theirs == pytest.approx(float(learner.mu) ** 2)  # D_2 = mu^2
    assert from_events(event, "replace-one") == bc.GaussianDP(2 * sp.sqrt(levels) / 3)
    assert from_events(events.SingleEpochTreeAggregationDpEvent(3.0, 0)) == bc.GaussianDP(0, neighbours="add-remove")


@pytest.mark.parametrize(
    ("mean", "shape"),
    [(10, 1.0), *(pytest.param(*x, marks=pytest.mark.slow) for x in ((10, 0.0), (10, 0.5), (5, math.inf))), (1, 1.0)],
)
def test_the_best_of_several_runs_is_as_private_as_the_accountant_says(mean, shape):
    event = events.RepeatAndSelectDpEvent(dp.GaussianDpEvent(10.0), mean, shape)
    learner = from_events(event)
    theirs = RdpAccountant(neighboring_relation=dp.NeighboringRelation.ADD_OR_REMOVE_ONE).compose(event)
    if mean == 1:
        assert learner == bc.GaussianDP("1/10", neighbours="add-remove")
        return
    for epsilon, bound in learner.profile:
        if 1e-8 < bound < 0.1:  # it takes more orders
            assert theirs.get_delta(float(epsilon)) >= 0.1 * float(bound)
    twice = from_events(dp.ComposedDpEvent([event, dp.SelfComposedDpEvent(GAUSSIAN, 2)]))
    assert twice.loss.advantage(3).upper >= learner.loss.advantage(3).lower


def test_samples_without_replacement_are_those_of_an_exchange():
    event = events.SampledWithoutReplacementDpEvent(100, 10, GAUSSIAN)
    learner = from_events(dp.SelfComposedDpEvent(event, 3), "replace-one")
    assert learner.loss == bc.PrivacyLoss.gaussian(2, 2).without_replacement("1/10") ** 3
    one = from_events(event, "replace-one").loss
    # One of ten is drawn: delta(ln(1 + q (e^eps - 1))) = q delta_Gaussian(eps), mu = 1.
    plain = bc.PrivacyLoss.gaussian(1).divergence(2, 10)
    assert one.divergence("11/10", 10).intersection(plain * sp.Rational(1, 10))
    assert from_events(events.SampledWithoutReplacementDpEvent(9, 9, GAUSSIAN), "replace-one") == bc.GaussianDP(1)
    together = dp.PoissonSampledDpEvent(0.1, dp.ComposedDpEvent([GAUSSIAN, GAUSSIAN, dp.GaussianDpEvent(1.0)]))
    assert float(from_events(together).sigma) == pytest.approx((0.25 + 0.25 + 1) ** -0.5)


def test_concentrated_budgets_compose_with_whatever_else_there_is():
    budgets = dp.ComposedDpEvent([events.ZCDpEvent(0.125, 0.1), dp.SelfComposedDpEvent(dp.ZCDpEvent(0.25), 2)])
    assert from_events(budgets) == bc.ZeroConcentratedDP("5/8", "1/10", neighbours="add-remove")
    mixed = from_events(dp.ComposedDpEvent([budgets, dp.LaplaceDpEvent(4.0), GAUSSIAN]))
    assert bc.ZeroConcentratedDP(sp.Rational(5, 8) + sp.Rational(1, 32) + sp.Rational(1, 8), "1/10") == (
        bc.ZeroConcentratedDP(mixed.parts[1].rho, mixed.parts[1].xi)
    )
    sampled = from_events(dp.PoissonSampledDpEvent(0.1, events.ZCDpEvent(0.125)))
    plain = bc.PrivacyLoss.gaussian(2).sampled("1/10").advantage()  # the Gaussian mechanism has this budget
    assert plain.lower <= sampled.loss.advantage().upper < 2 * plain.upper


def test_answers_of_two_records_are_those_of_randomised_response():
    found = from_events(events.RandomizedResponseDpEvent(0.5, 4), "replace-one")
    assert found.loss == bc.PrivacyLoss.randomised_response("1/2", 4)
    assert delta(events.RandomizedResponseDpEvent(0.5, 4), neighbours="replace-one").guaranteed


# -- tables of an accountant -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables():
    made = (
        pld.from_gaussian_mechanism(1.0, value_discretization_interval=0.02, sampling_prob=0.1),
        pld.from_gaussian_mechanism(
            1.0,
            value_discretization_interval=0.02,
            sampling_prob=0.1,
            pessimistic_estimate=False,
            use_connect_dots=False,
        ),
    )
    return made


def test_a_table_is_asked_and_composed_as_the_accountant_does_it(tables):
    above, below = tables
    loss = from_distribution(above, below)
    for ours, theirs, least in ((loss, above, below), (loss**5, above.self_compose(5), below.self_compose(5))):
        for epsilon in (0, 0.25, 1):
            found = ours.delta(epsilon, 9)
            assert float(found.upper) == pytest.approx(theirs.get_delta_for_epsilon(epsilon), rel=1e-6, abs=1e-12)
            assert float(found.lower) == pytest.approx(least.get_delta_for_epsilon(epsilon), rel=1e-6, abs=1e-12)
            assert not found.guaranteed
    assert float(loss.epsilon("1/1000", 6).upper) == pytest.approx(above.get_epsilon_for_delta(1e-3), abs=1e-4)
    # What our own pair says lies between the two ends.
    one = bc.PrivacyLoss.gaussian(1).sampled("1/10")
    exact = max(x.delta(1, 6).lower for x in (one, one.reversed()))
    assert loss.delta(1, 6).lower <= exact <= loss.delta(1, 6).upper


def test_a_table_composes_with_a_loss_of_ours_and_alone_says_nothing_from_below(tables):
    above, _ = tables
    laplace = pld.from_laplace_mechanism(2.0, value_discretization_interval=0.02)
    ours = from_distribution(above) * bc.PrivacyLoss.laplace(2)
    theirs = above.compose(laplace)
    assert ours.delta(0, 4).lower == 0
    assert 0.98 < float(ours.delta(0, 4).upper) / theirs.get_delta_for_epsilon(0) <= 1.0001
    both = from_distribution(above) * from_distribution(laplace)
    assert float(both.delta("1/2", 6).upper) == pytest.approx(theirs.get_delta_for_epsilon(0.5), rel=1e-5)
    assert both.tpr("1/10").upper > both.advantage().upper * 0
    sparse = from_distribution(pld.from_privacy_parameters(dp.pld.common.DifferentialPrivacyParameters(0.5, 1e-3)))
    assert sparse.delta(0, 6).upper >= bc.PrivacyLoss.budget("1/2", "1/1000").delta(0, 6).lower


@pytest.mark.parametrize("source", [3, "pld", None, bc.GaussianDP(1)])
def test_what_is_no_table_is_refused(source):
    with pytest.raises(ValueError, match="distribution must be a PrivacyLossDistribution"):
        from_distribution(source)


def test_a_table_rounded_to_the_other_side_is_refused(tables):
    above, below = tables
    with pytest.raises(ValueError, match="distribution must be rounded pessimistically"):
        from_distribution(below)
    with pytest.raises(ValueError, match="optimistic must be rounded optimistically"):
        from_distribution(above, above)
