"""Means of uniform data, and the leakage of one record through the means of gamma and Cauchy data."""

from fractions import Fraction
from math import log

import pytest
import sympy as sp
from reference.released import irwin_hall, uniform_mean_delta

import boundcalc as bc
from boundcalc.functions import CauchyMean, GammaTarget, UniformMean
from boundcalc.functions._irwin_hall import Series
from boundcalc.numeric import evaluate
from boundcalc.numeric.precision import working_precision

R = sp.Rational


@pytest.mark.parametrize(("n", "gamma"), [(3, 1), (3, 2), (4, R(101, 100)), (4, R(1, 2))])
def test_uniform_mean_meets_a_sum_over_a_grid(n, gamma):
    value = evaluate(UniformMean(n, gamma), 12)
    assert value.guaranteed
    assert float(value) == pytest.approx(uniform_mean_delta(n, float(gamma), 400), abs=1e-5)


@pytest.mark.parametrize("gamma", [R(1, 2), 1, R(3, 2)])
def test_two_uniform_records_are_elementary(gamma):
    assert evaluate(UniformMean(2, gamma)).exact == (Fraction(1, 3) if gamma <= 1 else Fraction(4, 27))


@pytest.mark.parametrize("node", [UniformMean(3, 1, R(1, 10)), UniformMean(3, R(1, 2), R(2, 3))])
def test_leakage_of_one_uniform_record_meets_mpmath(node):
    value, twin = evaluate(node, 15), evaluate(node, 8, "mpmath")
    assert abs(value.midpoint - twin.midpoint) <= Fraction(1, 10**6)


def test_records_average_to_the_leakage():
    points = [R(2 * j + 1, 200) for j in range(100)]
    mean = sum(float(evaluate(UniformMean(4, 1, z), 8)) for z in points) / 100
    assert mean == pytest.approx(float(evaluate(UniformMean(4), 8)), rel=1e-3)


def test_cosine_series_contains_the_alternating_sum():
    import mpmath as mp
    from flint import arb

    with working_precision(200), mp.workdps(60):
        series = Series(30, arb(12), arb(2) ** -80)
        for y in ("0", "1/3", "4", "10"):
            near = series.value(arb(bc.numeric.exact.to_fmpq(R(y)))) + arb(0, series.error)
            assert near.contains(arb(mp.nstr(irwin_hall(30, 15 + mp.mpf(R(y).p) / R(y).q), 50)))
        assert series.error < arb(2) ** -60


@pytest.mark.slow
def test_series_reach_the_rate_for_many_data():
    for n in (1000, 10**9):
        ratio = float(evaluate(UniformMean(n), 12)) * float(sp.sqrt(2 * sp.pi * n)) / float(sp.sqrt(3) / 2)
        assert abs(ratio - 1) < log(n) / n  # the records near the ends bring the logarithm


@pytest.mark.parametrize(
    "node",
    [
        GammaTarget(1, 10, 3),
        GammaTarget(1, 2, 3, 2),
        GammaTarget(R(1, 2), 2, R(1, 3)),
        GammaTarget(R(5, 2), 4, 2, R(1, 2)),
        GammaTarget(R(1, 4), 3, 2),
        CauchyMean(5, 1, 2),
        CauchyMean(5, R(3, 2), 20),
        CauchyMean(5, R(9, 10), 3),
    ],
    ids=str,
)
def test_leakage_of_one_record_meets_mpmath(node):
    value, twin = evaluate(node, 15), evaluate(node, 8, "mpmath")
    assert value.guaranteed
    assert abs(value.midpoint - twin.midpoint) <= Fraction(1, 10**6)


@pytest.mark.parametrize("gamma", [R(5, 4), R(4, 5)])
def test_cauchy_mean_where_the_quadratic_degenerates(gamma):
    low, value, high = (evaluate(CauchyMean(5, gamma + side * R(1, 256)), 12) for side in (-1, 0, 1))
    assert min(low.lower, high.lower) <= value.upper
    assert value.lower <= max(low.upper, high.upper)


@pytest.mark.parametrize("power", [10, 20, 60])
def test_cauchy_mean_next_to_where_the_quadratic_degenerates(power):
    # one root is far away there; at the place itself the value comes from another formula, and the slope is below 2
    step = R(1, 2**power)
    value = evaluate(CauchyMean(5, R(4, 5)), 20)
    for gamma in (R(4, 5) - step, R(4, 5) + step):
        assert abs(evaluate(CauchyMean(5, gamma), 20).midpoint - value.midpoint) < 2 * Fraction(1, 2**power)


@pytest.mark.slow
@pytest.mark.parametrize(
    "law", [bc.Uniform(0, 2), bc.Cauchy(0, 1), bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3])], ids=str
)
def test_tradeoff_curve_from_the_divergences_alone_meets_simulation(law):
    import numpy as np

    game = bc.Game(law, bc.EmpiricalMean(), n=3)
    rate = game.tradeoff().tpr("1/10")
    draw = game.exact_theorem.sampler(game, None)
    rng = np.random.default_rng(5)
    outsiders, members = np.sort(draw(rng, 200_000, False)), draw(rng, 200_000, True)
    cut = outsiders[-20_000]
    above, ties = (members > cut).mean(), (members == cut).mean()
    assert float(rate.width) < 1e-4
    assert above - 0.006 <= float(rate) <= above + ties + 0.006
