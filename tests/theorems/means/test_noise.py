"""Laplace and Gaussian noise on means and histograms of bounded data."""

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp
from reference import released

import boundcalc as bc
from boundcalc.cli import main
from boundcalc.theorems import CATALOG

KINDS = ["laplace", "gaussian"]
THREE = bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3])


def bound(game, name):
    """The number of one theorem."""
    theorem = CATALOG[name]
    assert theorem.applies(game)
    return bc.evaluate(theorem.expr(game), 20)


def contains(enclosure, value, slack):
    return enclosure.lower - Fraction(slack) <= Fraction(str(value)) <= enclosure.upper + Fraction(slack)


@pytest.mark.parametrize("noise", KINDS)
def test_one_record_is_a_mixture_of_two_shifts(noise):
    # D(law(z), p law(0) + q law(1)) = (mass of the other) TV(shift by 1): Delta = 2 p q TV.
    game = bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean("1/4", noise), n=1)
    with mp.workdps(50):
        tv = 1 - mp.exp(-2) if noise == "laplace" else mp.erf(mp.sqrt(2))
        value = mp.nstr(tv * 4 / 9, 45)
    assert contains(game.delta(30).value, value, "1e-40")


@pytest.mark.parametrize("noise", KINDS)
@pytest.mark.parametrize("scale", ["1/20", "1/5", "3"])
@pytest.mark.parametrize("gamma", ["1", "6/5", "2/3"])
def test_enclosure_contains_the_listed_samples(noise, scale, gamma):
    game = bc.Game(THREE, bc.PrivateMean(scale, noise), n=3, lam=gamma)
    scale, gamma = (mp.mpf(Fraction(x).numerator) / Fraction(x).denominator for x in (scale, gamma))
    masses = [mp.mpf(1) / 2, mp.mpf(1) / 3, mp.mpf(1) / 6]
    twin = released.noisy_mean_delta([0, 1, 3], masses, 3, scale, noise, gamma, points=12)
    assert contains(game.delta(12).value, twin, "1e-12")


@pytest.mark.parametrize("noise", KINDS)
def test_values_need_not_be_integers_and_one_record_has_its_own_leakage(noise):
    law = bc.Categorical(["1/4", "3/4"], values=[Fraction(-1, 2), Fraction(1, 3)])
    game = bc.Game(law, bc.PrivateMean("1/10", noise), n=3)
    values, masses = [mp.mpf(-1) / 2, mp.mpf(1) / 3], [mp.mpf(1) / 4, mp.mpf(3) / 4]
    for z, value in zip(law.labels, values, strict=True):
        twin = released.noisy_mean_delta(values, masses, 3, mp.mpf("0.1"), noise, 1, value, points=12)
        assert contains(game.target(z, 12).value, twin, "1e-12")


@pytest.mark.parametrize("noise", KINDS)
def test_noise_runs_from_the_mean_without_noise_to_nothing(noise):
    values = [bc.Game(THREE, bc.PrivateMean(s, noise), n=6).delta(8).value for s in ("1/10000", "1/10", 1, 100)]
    plain = bc.Game(THREE, bc.EmpiricalMean(), n=6).delta(8).value
    assert all(a.lower > b.upper for a, b in pairwise(values))
    assert plain.lower - values[0].upper < Fraction(1, 10**6)
    assert values[0].lower <= plain.upper
    assert values[-1].upper < Fraction(1, 100)


def test_many_records_keep_their_digits():
    for noise in KINDS:
        game = bc.Game(bc.Bernoulli("1/2"), bc.PrivateMean("1/50", noise), n=200)
        fine, coarse = game.delta(25).value, game.delta(6).value
        assert coarse.lower <= fine.lower <= fine.upper <= coarse.upper
        assert fine.width < fine.lower / 10**24


def test_noisy_mean_of_lattice_data_is_the_same_in_units_of_their_covariance():
    noisy = bc.Game(bc.Bernoulli("1/3"), bc.NoisyMean("9/8"), n=4).delta(20).value  # the variance is 2/9
    assert noisy == bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean("1/2", "gaussian"), n=4).delta(20).value


def test_float_backend_apart_the_mpmath_backend_agrees():
    for noise in KINDS:
        game = bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean("1/5", noise), n=3, lam="3/2")
        loose = game.delta(8, backend="mpmath").value
        assert not loose.guaranteed
        assert abs(loose.midpoint - game.delta(12).value.midpoint) < Fraction(1, 10**4)


@pytest.mark.parametrize("noise", KINDS)
@pytest.mark.parametrize("lam", ["1", "11/10", "4/5"])
def test_simulation_agrees_and_bounds_hold(noise, lam):
    for learner in (bc.PrivateMean("1/5", noise), bc.PrivateHistogram(1, noise)):
        game = bc.Game(bc.Bernoulli("2/5"), learner, n=8, lam=lam)
        bounds = game.bounds()
        if game.exact_theorem is not None:
            assert game.crosscheck(20_000, seed=1)
            assert game.simulate(20_000, seed=1, target=1).crosscheck(game.target(1).value)
            value = game.delta(8).value
            for bound in bounds:
                assert bound.kind != "upper" or bound.number().upper >= value.lower
                assert bound.kind != "lower" or bound.number().lower <= value.upper


@pytest.mark.parametrize("noise", KINDS)
@pytest.mark.parametrize(("masses", "points"), [((0.3, 0.7), 500), ((0.5, 0.3, 0.2), 90)])
@pytest.mark.parametrize("gamma", ["1", "5/4"])
def test_histogram_bounds_hold_for_the_sum_over_a_grid(noise, masses, points, gamma):
    law = bc.Categorical([str(p) for p in masses])
    game = bc.Game(law, bc.PrivateHistogram("4/5", noise), n=3, lam=gamma)
    twin = released.noisy_histogram_delta(masses, 3, 0.8, noise, float(Fraction(gamma)), points)
    bounds, slack = game.bounds(), 0.003
    assert float(bounds.lower.number().lower) <= twin + slack
    assert twin <= float(bounds.upper.number().upper) + slack
    assert {b.id for b in bounds} >= {"histogram-noise", "histogram-noise-cell"}
    if noise == "gaussian" and len(masses) == 2:
        assert abs(float(game.delta()) - twin) < 1e-4
        assert game.target(1).value == game.target(1, 15).value


@pytest.mark.parametrize("noise", KINDS)
def test_bounds_for_continuous_data_hold_for_fine_lattice_data(noise):
    # 24 equal atoms in the middle of equal cells of (0, 1): a function of uniform data, and close to them.
    law = bc.Categorical(["1/24"] * 24, values=[Fraction(2 * k + 1, 48) for k in range(24)])
    for n in (1, 2):
        near = bc.Game(law, bc.PrivateMean("1/4", noise), n=n).delta(6).value
        game = bc.Game(bc.Uniform(0, 1), bc.PrivateMean("1/4", noise), n=n)
        assert near.lower < bound(game, "mean-noise-spread").upper < bound(game, "mean-noise-range").lower


def test_bounds_for_every_bounded_law_are_below_those_without_noise_when_noise_is_large():
    for law in (bc.Beta(2, 3), bc.Affine(bc.Beta(1, 2), 1, 2)):
        for noise in KINDS:
            bounds = bc.Game(law, bc.PrivateMean(2, noise), n=50).bounds()
            assert bounds.upper.id == "mean-noise-spread"
            assert {b.id for b in bounds if b.via} >= {"mean-ent"}  # from the mean without noise


def test_laplace_noise_makes_means_and_histograms_purely_private():
    for learner, epsilon in ((bc.PrivateMean("1/10"), "1/2"), (bc.PrivateHistogram(4), "1/2")):
        law = bc.Bernoulli("2/5") if isinstance(learner, bc.PrivateHistogram) else bc.Uniform(0, 1)
        for lam in (1, "11/10", "9/10"):
            mine = bound(bc.Game(law, learner, n=20, lam=lam), "dp-pure")
            theirs = bound(bc.Game(None, bc.PrivateLearner(epsilon), n=20, lam=lam), "dp-pure")
            assert max(mine.lower, theirs.lower) <= min(mine.upper, theirs.upper)


def test_range_bound_is_the_mechanisms():
    for learner, mechanism in (
        (bc.PrivateMean("1/10"), bc.LaplaceMechanism("1/10", sensitivity="1/20")),
        (bc.PrivateMean("1/10", "gaussian"), bc.GaussianMechanism("1/10", sensitivity="1/20")),
    ):
        name = {bc.LaplaceMechanism: "laplace", bc.GaussianMechanism: "gaussian-mechanism"}[type(mechanism)]
        for lam in (1, "11/10", "9/10"):
            mine = bound(bc.Game(bc.Uniform(0, 1), learner, n=20, lam=lam), "mean-noise-range")
            theirs = bound(bc.Game(None, mechanism, n=20, lam=lam), name)
            assert max(mine.lower, theirs.lower) <= min(mine.upper, theirs.upper)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: bc.PrivateMean(0), "scale must be in (0, oo), got 0"),
        (lambda: bc.PrivateMean(-1), "scale must be in (0, oo), got -1"),
        (lambda: bc.PrivateHistogram(float("nan")), "scale"),
        (lambda: bc.PrivateHistogram(float("inf")), "scale"),
        (lambda: bc.PrivateMean(1, "uniform"), "noise must be one of laplace, gaussian, got 'uniform'"),
        (lambda: bc.Game(bc.Normal(0, 1), bc.PrivateMean(1), n=5), "bounded interval"),
        (lambda: bc.Game(bc.Poisson(1), bc.PrivateMean(1), n=5), "bounded interval"),
        (lambda: bc.Game(bc.MultivariateNormal(dim=2), bc.PrivateMean(1), n=5), "bounded interval"),
        (lambda: bc.Game(None, bc.PrivateMean(1), n=5), "bounded interval"),
        (lambda: bc.Game(bc.Categorical(["1/2", "1/2"], values=["a", "b"]), bc.PrivateMean(1), n=5), "rational"),
        (lambda: bc.Game(bc.Uniform(0, 1), bc.PrivateHistogram(1), n=5), "finitely many atoms"),
        (lambda: bc.Game(bc.Geometric("1/2"), bc.PrivateHistogram(1), n=5), "finitely many atoms"),
        (lambda: bc.Game(None, bc.PrivateHistogram(1), n=5), "finitely many atoms"),
        (lambda: bc.Game(bc.Bernoulli("1/2"), bc.PrivateMean(1), n=5).target(2), "target must be an atom"),
    ],
)
def test_bad_input_is_one_clear_line(make, words):
    with pytest.raises(ValueError, match=r".") as caught:
        make()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_command_line(capsys):
    learner = 'PrivateMean(scale=1/10, noise="gaussian")'
    for command, law, release, status, words in (
        ("delta", "Bernoulli(1/3)", learner, 0, "0.156121838976"),
        ("bounds", "Beta(2, 3)", "PrivateMean(1/10)", 0, "mean-noise-spread"),
        ("bounds", "Categorical(1/2, 1/3, 1/6)", "PrivateHistogram(2)", 0, "histogram-noise-cell"),
        ("delta", "Bernoulli(1/3)", "PrivateMean(0)", 2, "scale must be in (0, oo), got 0"),
        ("bounds", "Normal(0, 1)", "PrivateMean(1)", 2, "law must be on a bounded interval"),
    ):
        with pytest.raises(SystemExit) as stop:
            main([command, "--law", law, "--learner", release, "--n", "5"])
        assert (stop.value.code or 0) == status
        out = capsys.readouterr()
        assert words in (out.err if status else out.out)


def test_symbols_stay_symbols():
    import sympy as sp

    s, n = sp.Symbol("s", positive=True), sp.Symbol("n", integer=True, positive=True)
    game = bc.Game(bc.Uniform(0, 1), bc.PrivateMean(s), n=n)
    bound = {b.id: b.expr for b in game.bounds()}["mean-noise-range"]
    assert sp.simplify(bound - sp.Max(0, 1 - sp.exp(-1 / (2 * n * s)))) == 0
    expr = bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean(s), n=n).delta().expr
    assert r"\mathrm{Lap}" in sp.latex(expr)
    value = bc.evaluate(expr.subs({s: sp.Rational(1, 10), n: 5}), 12)
    assert value == bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean("1/10"), n=5).delta(12).value


def test_gaussian_noise_far_below_and_far_above_the_lattice():
    """Tiny noise hides nothing; huge noise leaves the size of the shift, 1/(10 b) here, over sqrt(2 pi)."""
    law, n = bc.Bernoulli("1/2"), 5
    bare = bc.Game(law, bc.EmpiricalMean(), n=n).delta().value.exact
    tiny = bc.Game(law, bc.PrivateMean("1e-12", noise="gaussian"), n=n).delta(12).value
    assert bare in tiny
    assert tiny.digits >= 12
    huge = bc.Game(law, bc.PrivateMean(10**12, noise="gaussian"), n=n).delta(12).value
    shift = bc.evaluate(1 / (10**13 * sp.sqrt(2 * sp.pi)), 20)
    assert huge.digits >= 12
    assert huge.lower <= shift.upper
    assert shift.lower <= huge.upper * (1 + Fraction(1, 10**20))


def test_data_that_are_always_the_same_leak_nothing_under_noise():
    for gamma in ("1", "3/2", "2/5"):
        game = bc.Game(bc.Zipf(1, 1), bc.PrivateMean("1/10", noise="gaussian"), n=7, lam=gamma)
        assert game.delta().value.exact == 0
