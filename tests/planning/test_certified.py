"""Inverse answers are certified: what is returned holds, and one step further does not."""

from fractions import Fraction

import pytest
from mpmath import diff, exp, findroot, floor, log, mpf, workdps

import boundcalc as bc
from boundcalc.planning import best_tpr, calibrate


@pytest.mark.parametrize("rho", ["1/4", "2/5", "1/2", "1", "5/4", "1.26"])
def test_the_rate_under_concentration_is_above_that_of_a_gaussian_release(rho):
    """A Gaussian release with mu = sqrt(2 rho) is rho-zCDP; its rate is Phi(mu + Phi^-1(1/10))."""
    from scipy.stats import norm

    found = best_tpr(bc.Game(None, bc.ZeroConcentratedDP(rho), n=1), "1/10")
    assert found.guaranteed
    assert norm.cdf((2 * float(Fraction(rho))) ** 0.5 + norm.ppf(0.1)) <= found.upper <= 1


def test_a_budget_for_a_rate_is_found():
    found = calibrate(bc.Game(None, bc.ZeroConcentratedDP(1), n=1), "rho", tpr="1/2", fpr="1/10", step="1/100")
    assert found.reached.upper <= Fraction(1, 2) < found.missed.upper
    assert found.coarser - found.value == Fraction(1, 100)


def test_the_largest_number_of_models_is_exact():
    """ln M <= 1000 I, I the least divergence of two coins whose chances of heads differ by 1/10."""
    found = calibrate(bc.Game(None, bc.FiniteModels(1), n=1000), "models", security="9/10")
    with workdps(40):
        gap = mpf("0.1")

        def kl(q):
            return (q + gap) * log((q + gap) / q) + (1 - q - gap) * log((1 - q - gap) / (1 - q))

        assert found.value == floor(exp(1000 * kl(findroot(lambda q: diff(kl, q), 0.45))))
    assert found.reached.upper <= Fraction(1, 10) < found.missed.lower


def test_a_curve_by_quadrature_is_not_called_guaranteed():
    game = bc.Game(bc.GaussianRegression(2), bc.LeastSquares(), n=7)
    assert not game.delta(6).guaranteed
    assert not game.tradeoff().tpr("1/10").guaranteed
    assert not best_tpr(game, "1/10").guaranteed
    with pytest.raises(ValueError, match="no n can be certified"):
        bc.plan.sample_size(bc.Normal(0, 1), "1/2", bc.SufficientStatistic())


@pytest.mark.parametrize(
    "learner",
    [bc.RenyiDP(2, 3, neighbours="add-remove"), bc.ChiSquareInformation(100), bc.GaussianDP("1e18")],
    ids=str,
)
def test_no_bound_is_above_one(learner):
    for found in bc.Game(None, learner, n=10).bounds():
        assert found.number().upper <= 1
        if found.theorem.id == "remove":
            # A random .0475 of the outcomes is .95 of a target's law: D_2 <= ln(.95^2/.0475 + .05^2/.9525) < 3.
            assert found.number().upper >= Fraction(9025, 10000)
        else:
            assert str(found) in ("1", "<= 1", "100/101")  # chi-square divergence 100: the sharp step gives 100/101


def test_noise_of_which_the_least_will_do_is_found_at_once():
    # A record takes part in ten steps with chance 1 - .999^10 in all: whatever the noise, that is the leakage at most.
    game = bc.Game(None, bc.DPSGD(1, "1/1000", 10), n=1000)
    found = calibrate(game, "noise_multiplier", advantage="1/50")
    assert (found.value, found.coarser) == (Fraction(1, 1000), None)
    truth = 1 - Fraction(999, 1000) ** 10
    assert truth <= found.reached.upper < truth + Fraction(1, 10**9)


def test_no_noise_hides_everything_and_that_is_said_at_once():
    game = bc.Game(None, bc.DPSGD(1, "1/100", 10), n=10)
    with pytest.raises(ValueError, match=r"no value of noise_multiplier .* reaches advantage 0"):
        calibrate(game, "noise_multiplier", advantage=0)
