"""Means of uniform data, and the leakage of one record through the means of gamma and Cauchy data."""

from fractions import Fraction
from math import log

import pytest
import sympy as sp
from flint import arb, fmpq
from reference.released import irwin_hall, uniform_mean_delta
from reference.uniform_mean import uniform_mean

import boundcalc as bc
from boundcalc.functions import CauchyMean, GammaTarget, UniformMean
from boundcalc.functions.means._irwin_hall import CosineSeries
from boundcalc.numeric import evaluate
from boundcalc.numeric.precision import working_precision

R = sp.Rational


@pytest.mark.parametrize(("n", "gamma"), [(3, 1), (3, 2), (4, R(101, 100)), (4, R(1, 2))])
def test_uniform_mean_meets_a_sum_over_a_grid(n, gamma):
    value = evaluate(UniformMean(n, gamma), 12)
    assert value.guaranteed
    assert float(value) == pytest.approx(uniform_mean_delta(n, float(gamma), 400), abs=1e-5)


def is_the_twin(n, gamma, tolerance):
    value, (twin, room) = evaluate(UniformMean(n, gamma), 12), uniform_mean(n, float(gamma), tolerance)
    return value.guaranteed and value.digits >= 12 and abs(float(value) - twin) <= 8 * room + 100 * tolerance * twin


@pytest.mark.parametrize(
    ("n", "gamma", "twin"),
    [
        (20, "1", "0.078825340592573"),
        (20, "2", "3.9918658595262e-04"),
        (16, "5", "1.3417912556637e-08"),
        (19, "1", "0.080951160047576"),
        (22, "1", "0.075031148094515"),
        (25, "1", "0.070242754258047"),
        (18, "2", "5.8280610309088e-04"),
        (14, "5", "6.5358666314983e-08"),
        (20, "5", "6.1847193431485e-10"),
        (20, "11/10", "0.042518449368821"),
        (40, "1", "0.055215176566411"),
        (33, "3", "2.8313866475602e-08"),
        (60, "24", "1.8027809327899e-62"),
    ],
)
def test_uniform_mean_meets_what_bernstein_polynomials_gave(n, gamma, twin):
    # at most of these the root of a polynomial outside its piece was once taken for that of the density
    value = evaluate(UniformMean(n, R(gamma)), 15)
    assert value.guaranteed
    assert value.digits >= 15
    assert abs(value.midpoint - Fraction(twin)) <= Fraction(1, 10**12) * value.midpoint


@pytest.mark.parametrize("n", [3, 4, 6])
def test_uniform_mean_meets_bernstein_polynomials(n):
    for gamma in (R(1, 3), 1, R(5, 4)):
        assert is_the_twin(n, gamma, 1e-9), gamma


@pytest.mark.slow
@pytest.mark.parametrize("n", range(2, 41))
def test_uniform_means_meet_bernstein_polynomials_for_every_gamma(n):
    gammas = ["1/10", "1/5", "1/2", "4/5", "9/10", "99/100", "1", "101/100", "11/10", "5/4", "3/2", "2", "3", "5", "24"]
    for gamma in map(R, gammas):
        assert is_the_twin(n, gamma, 1e-13), gamma


@pytest.mark.parametrize(
    ("n", "gamma"), [(3, R(4, 3)), (4, R(9, 8)), (4, R(9, 8) + R(1, 10**9)), (5, R(6, 5)), (6, R(11, 10))]
)
def test_uniform_mean_where_the_region_opens_at_the_middle(n, gamma):
    # next to the largest ratio at the middle of the sum's range, g(0)/f(0)
    assert is_the_twin(n, gamma, 1e-11)


def test_uniform_mean_of_a_large_gamma_in_closed_form():
    for n in (2, 3, 5):
        for gamma in (n - 1, R(25, 2)):
            value, (twin, room) = evaluate(UniformMean(n, gamma)), uniform_mean(n, float(gamma), 1e-10)
            assert abs(float(value.exact) - twin) <= 8 * room
        # below the closed form the value comes from the curve: the two meet
        near = evaluate(UniformMean(n, n - 1 - R(1, 10**15)), 12)
        if n > 2:
            limit = evaluate(UniformMean(n, n - 1)).exact
            assert near.upper >= limit
            assert near.lower <= limit + Fraction(1, 10**15)  # the slope in gamma is between -1 and 0


def test_digits_of_a_uniform_mean_nest():
    for n, gamma in ((20, R(11, 10)), (3, 1), (26, R(3, 2)), (7, R(1, 3)), (40, 24)):
        few, more = evaluate(UniformMean(n, gamma), 6), evaluate(UniformMean(n, gamma), 20)
        assert few.digits >= 6
        assert few.intersection(more).digits >= 20


def test_uniform_means_in_the_game():
    assert bc.plan.sample_size(bc.Uniform(0, 1), "0.9995", bc.EmpiricalMean(), nu="1/3") == 19
    value = bc.Game(bc.Uniform(0, 1), bc.EmpiricalMean(), n=20, nu="1/3").delta(digits=8).value
    assert Fraction("3.9918658e-4") <= value.lower
    assert value.upper <= Fraction("3.9918659e-4")


def test_sign_changes_are_bracketed_from_certain_signs():
    from boundcalc.functions._bracket import bracket

    with working_precision(120):
        for f, root in (
            (lambda x: x * x - 2, 2**0.5),
            (lambda x: x, 0.0),  # hit by the first halving
            (lambda x: (x - 1) ** 3, 1.0),
            (lambda x: x**9 - arb(fmpq(1, 1000)), 0.001 ** (1 / 9)),
            (lambda x: x.exp() - 10**6, log(10**6)),
        ):
            a, b = bracket(f, arb(-1), arb(100))
            assert f(a) < 0 < f(b)
            assert a - 1e-9 < root < b + 1e-9
            assert b - a < 1e-9


@pytest.mark.parametrize("gamma", [R(1, 2), 1, R(3, 2)])
def test_two_uniform_records_are_elementary(gamma):
    assert evaluate(UniformMean(2, gamma)).exact == (Fraction(1, 3) if gamma <= 1 else Fraction(4, 27))


@pytest.mark.parametrize(
    "node", [UniformMean(3, 1, R(1, 10)), UniformMean(3, R(1, 2), R(2, 3)), UniformMean(3, 1, R(1, 2) + R(1, 10**20))]
)
def test_leakage_of_one_uniform_record_meets_mpmath(node):
    value, twin = evaluate(node, 15), evaluate(node, 8, "mpmath")
    assert abs(value.midpoint - twin.midpoint) <= Fraction(1, 10**6)


def test_records_average_to_the_leakage():
    points = [R(2 * j + 1, 200) for j in range(100)]
    mean = sum(float(evaluate(UniformMean(4, 1, z), 8)) for z in points) / 100
    assert mean == pytest.approx(float(evaluate(UniformMean(4), 8)), rel=1e-3)


def test_cosine_series_contains_the_alternating_sum():
    import mpmath as mp

    with working_precision(200), mp.workdps(60):
        series = CosineSeries(30, arb(12), arb(2) ** -80)
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
