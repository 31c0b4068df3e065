"""Mean and variance of normal data released: a twin on a grid, raw simulation, and the limit."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from reference.released import normal_fit_delta

import boundcalc as bc
from boundcalc.functions import NormalFit, NormalFitTest
from boundcalc.functions.means import _suff_normal
from boundcalc.numeric import evaluate
from boundcalc.numeric.ball import NoBallEvaluation

R = sp.Rational


@pytest.mark.parametrize(("n", "gamma"), [(5, 1), (6, 2), (9, R(1, 2)), (20, 1)])
def test_midpoint_sums_meet_the_value(n, gamma):
    value = evaluate(NormalFit(n, gamma), 12)
    assert not value.guaranteed
    assert value.digits >= 8
    assert float(value) == pytest.approx(normal_fit_delta(n, float(gamma)), abs=5e-5)


@pytest.mark.parametrize("n", [3, 4, 7, 1000])
@pytest.mark.parametrize("gamma", [R(3, 4), 1, R(5, 4)])
def test_the_average_leakage_of_a_record_is_delta(n, gamma):
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    nodes, weights = nodes[nodes > 0], weights[nodes > 0]
    records = [(float(evaluate(NormalFit(n, gamma, z), 8)), w) for z, w in zip(nodes, weights, strict=True)]
    mean = 2 * sum(value * w for value, w in records) / np.sqrt(2 * np.pi)
    assert mean == pytest.approx(float(evaluate(NormalFit(n, gamma), 10)), rel=2e-3)


def test_rates_of_raw_data():
    rng, size = np.random.default_rng(1), 200_000
    for n, t in ((3, 1.0), (5, 1.5), (8, 0.75)):
        data = rng.standard_normal((size, n))
        mean = data.mean(axis=1)
        square = ((data - mean[:, None]) ** 2).sum(axis=1)
        # the ratio as the density of the member given the release over the data law, from its definition
        scale = np.sqrt(square * (n - 1) / n)
        beta = float(sp.beta(R(1, 2), R(n - 2, 2)))
        for member, z in ((1, data[:, 0]), (0, rng.standard_normal(size))):
            r = (z - mean) / scale
            with np.errstate(invalid="ignore"):
                given = np.where(np.abs(r) < 1, (1 - r**2) ** ((n - 4) / 2), 0) / (beta * scale)
            passed = np.mean(given > t * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))
            rate = float(evaluate(NormalFitTest(n, R(t), member), 8))
            assert abs(passed - rate) < 4.5 * np.sqrt(rate * (1 - rate) / size)


def test_one_record_in_two_orders():
    for n in (4, 6, 50, 5000):
        for z in (0.0, 0.7, 2.5):
            tpr, fpr = _suff_normal.one_record(n, 1.25, [z], 24)
            assert _suff_normal.one_record_by_release(n, 1.25, z, 24) == pytest.approx(
                tpr[0] - 1.25 * fpr[0], abs=1e-11
            )


def test_the_rate_of_two_parameters():
    # the constant of the released (z, z^2): the length of its standardised value
    x = np.linspace(-12, 12, 200_001)
    length = np.sqrt(x**2 + (x**2 - 1) ** 2 / 2) * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    n = 100_000
    value = float(evaluate(NormalFit(n), 6)) * np.sqrt(2 * np.pi * n)
    assert value == pytest.approx(np.sum(length) * (x[1] - x[0]), rel=2e-4)


def test_more_is_lost_than_with_a_known_parameter():
    for n in (3, 8, 60):
        known = [float(bc.Game(bc.Normal(0, 1), bc.SufficientStatistic(k), n=n).delta(8)) for k in ("sd", "mean")]
        assert max(known) < float(evaluate(NormalFit(n), 8))


def test_standard_units_and_ends():
    game = bc.Game(bc.Normal(3, "1/2"), bc.SufficientStatistic(), n=6)
    assert game.target(2).value.midpoint == game.target(4).value.midpoint == evaluate(NormalFit(6, 1, 2)).midpoint
    assert NormalFit(2) == NormalFit(1, R(1, 2)) == 1
    assert evaluate(NormalFit(6, 1, 40), 8).upper > Fraction(999999, 10**6)
    with pytest.raises(NoBallEvaluation, match="beyond the reach"):
        evaluate(NormalFit(10**6))


def test_the_curve_passes_through_its_tests():
    curve = bc.Game(bc.Normal(0, 1), bc.SufficientStatistic(), n=6).tradeoff()
    fpr, tpr = (evaluate(NormalFitTest(6, R(3, 2), member), 10) for member in (0, 1))
    assert float(curve.tpr(fpr.midpoint)) == pytest.approx(float(tpr), abs=1e-6)
    assert bc.Game(bc.Normal(0, 1), bc.SufficientStatistic(), n=2).tradeoff().tpr(0).upper == 1
