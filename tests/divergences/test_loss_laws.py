"""Pairs of any two laws: continuous ones by the branches of their ratio, discrete ones by windows and runs of atoms."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from flint import arb, fmpq
from scipy import stats

import boundcalc as bc
from boundcalc.divergences.losses import PrivacyLoss
from boundcalc.divergences.losses.densities import Densities
from boundcalc.numeric.precision import working_precision

between = PrivacyLoss.between


def holds(found, truth, slack=0):
    return found.lower - slack <= truth <= found.upper + slack


def normal(sd):
    return lambda x: mp.npdf(x, 0, sd)


def gamma(shape):
    return lambda x: x ** (shape - 1) * mp.exp(-x) / mp.gamma(shape)


def flat(x):
    return mp.mpf(1)


@pytest.mark.parametrize(
    ("p", "q", "c", "densities", "interval"),
    [  # the interval where p > c q > 0, by hand
        (
            bc.Normal(0, 1),
            bc.Normal(0, 2),
            "3/2",
            (normal(1), normal(2)),
            lambda c: [-mp.sqrt(8 * mp.log(2 / c) / 3), mp.sqrt(8 * mp.log(2 / c) / 3)],
        ),
        (bc.Gamma(2, 1), bc.Gamma(3, 1), "3/4", (gamma(2), gamma(3)), lambda c: [0, 2 / c]),
        (bc.Uniform(0, 2), bc.Uniform(1, 4), "1", (lambda x: flat(x) / 2, lambda x: flat(x) / 3), lambda c: [1, 2]),
        (bc.Exponential(1), bc.Normal(0, 1), "1", (gamma(1), normal(1)), lambda c: [0, 1, mp.inf]),
    ],
    ids=["scales", "gamma", "uniform", "exponential"],
)
def test_the_tails_of_two_densities_are_those_of_the_set_where_the_ratio_is_large(p, q, c, densities, interval):
    with working_precision(120), mp.workdps(30):
        level, pair = arb(fmpq(*Fraction(c).as_integer_ratio())), Densities(p, q)
        found = list(pair.tails()(level)) if pair.tails() else [arb(0), arb(0)]
        for atom in pair.atoms():
            if atom[0] > level * atom[1]:
                found = [x + y for x, y in zip(found, atom, strict=True)]
        ends = interval(mp.mpf(Fraction(c).numerator) / Fraction(c).denominator)
        for value, density in zip(found, densities, strict=True):
            assert value.rad() < 1e-20
            assert abs(mp.mpf(value.mid().str(28, radius=False)) - mp.quad(density, ends)) < mp.mpf(10) ** -20


CONTINUOUS = [
    (bc.Gamma(2, 1), bc.Gamma(3, 1)),
    (bc.Beta(2, 3), bc.Beta(3, 2)),
    (bc.Uniform(0, 2), bc.Uniform(1, 4)),
    (bc.Laplace(0, 1), bc.Laplace(1, 2)),
]


@pytest.mark.parametrize(("p", "q"), CONTINUOUS, ids=str)
def test_one_step_is_the_divergence_of_the_laws(p, q):
    loss = between(p, q)
    value = loss.divergence("3/2", 12)
    assert value.intersection(bc.evaluate(bc.hockey_stick(p, q, "3/2"), 12)).digits >= 12
    turned = loss.reversed()
    assert turned.divergence(2, 10).intersection(bc.evaluate(bc.hockey_stick(q, p, 2), 10))


@pytest.mark.slow
@pytest.mark.parametrize(("p", "q"), CONTINUOUS, ids=str)
def test_the_best_test_of_two_laws_touches_their_divergence(p, q):
    """TPR at an FPR is the least of E_c + c FPR: one c is above it, and the best of many is near to it."""
    rate = between(p, q).tpr("1/10", 2)
    lines = [bc.evaluate(bc.hockey_stick(p, q, Fraction(k, 8)), 10) + Fraction(k, 80) for k in range(1, 80)]
    least = min(float(line) for line in lines)
    assert rate.lower <= least < rate.upper + Fraction(1, 100)


@pytest.mark.slow
def test_draws_of_exponential_data_are_told_apart_by_their_sum():
    """Three draws of rate 1 and 2 are two gamma laws of shape 3."""
    three = between(bc.Exponential(1), bc.Exponential(2)) ** 3
    truth = bc.evaluate(bc.total_variation(bc.Gamma(3, 1), bc.Gamma(3, 2)), 12)
    found = three.advantage(2)
    assert found.intersection(truth)
    assert found.width < Fraction(1, 100)


def test_sampling_of_a_pair_of_densities_is_that_of_its_mixture():
    """E_c((1-r) Q + r P || Q) = r E_c'(P||Q), c' = (c - 1 + r)/r."""
    p, q = bc.Gamma(2, 1), bc.Gamma(3, 1)
    found = between(p, q).sampled("1/4").divergence("5/4", 12)
    truth = bc.evaluate(bc.hockey_stick(p, q, 2), 14) / 4
    assert found.intersection(truth)
    assert found.digits >= 12


def test_a_density_that_ends_inside_the_other_support_is_cut_there():
    p, q = bc.Gamma("3/2", "1/2"), bc.Beta("7/2", "3/2")
    for one, law, other in ((between(p, q), p, q), (between(p, q).reversed(), q, p)):
        sampled, truth = one.sampled("1/20").divergence(1, 10), bc.evaluate(bc.total_variation(law, other), 12) / 20
        assert sampled.intersection(truth)
        assert sampled.digits >= 9


def test_moments_of_a_pair_of_laws():
    for p, q in ((bc.Normal(1, 1), bc.Normal(0, 2)), (bc.Geometric("1/2"), bc.Geometric("1/3"))):
        assert between(p, q).renyi("3/2").intersection(bc.evaluate(bc.renyi(p, q, "3/2"), 10))
        assert between(p, q).renyi(1).intersection(bc.evaluate(bc.kl(p, q), 10))
    assert holds(between(bc.Uniform(0, 1), bc.Uniform(0, 2)).renyi(0), mp.log(2), 1e-12)


def test_windows_of_laws_on_integers_are_sampled_in_both_directions():
    p, q, r = bc.Poisson(3), bc.Poisson(2), Fraction(1, 5)
    masses = [(float(bc.evaluate(p.pmf(k), 20)), float(bc.evaluate(q.pmf(k), 20))) for k in range(60)]
    step = between(p, q).sampled("1/5")
    for loss, pairs in (
        (step, [((1 - float(r)) * b + float(r) * a, b) for a, b in masses]),
        (step.reversed(), [(b, (1 - float(r)) * b + float(r) * a) for a, b in masses]),
    ):
        for c in (0.9, 1, 1.1):
            truth = sum(max(a - c * b, 0) for a, b in pairs)
            assert holds(loss.divergence(str(c), 10), truth, 1e-12)
        twice = sum(max(a * x - 1.05 * b * y, 0) for a, b in pairs for x, y in pairs)
        assert holds((loss**2).divergence("1.05", 3), twice, 1e-12)


@pytest.mark.parametrize(
    ("p", "q", "truth"),
    [
        (bc.Poisson(2), bc.Poisson(3), 1),
        (bc.Poisson(3), bc.Poisson(2), math.inf),
        (bc.Geometric("1/2"), bc.Geometric("1/3"), math.log(1.5)),
        (bc.Poisson(2), bc.Geometric("1/3"), math.inf),  # 0 is no value of the second
        (bc.Zeta(3), bc.Zeta("5/2"), math.log(stats.zipf.pmf(1, 3) / stats.zipf.pmf(1, 2.5))),
        (bc.NegativeBinomial(3, "1/2"), bc.NegativeBinomial(4, "1/3"), None),
        (bc.Binomial(10**5, "1/2"), bc.Poisson(50000), None),
        (bc.DiscreteUniform(1, 10**5), bc.DiscreteUniform(0, 2 * 10**5), math.log((2e5 + 1) / 1e5)),
        (bc.Uniform(0, 1), bc.Uniform(0, 3), math.log(3)),
        (bc.Uniform(0, 2), bc.Uniform(1, 3), math.inf),
    ],
    ids=str,
)
def test_the_largest_loss_of_two_laws(p, q, truth):
    if truth is None:
        k = np.arange(49000, 51000) if isinstance(q, bc.Poisson) else np.arange(2000)
        other = stats.poisson(50000) if isinstance(q, bc.Poisson) else stats.nbinom(4, 1 / 3)
        one = stats.binom(10**5, 0.5) if isinstance(q, bc.Poisson) else stats.nbinom(3, 0.5)
        truth = float(np.max(one.logpmf(k) - other.logpmf(k)))
    found = between(p, q).renyi(math.inf)
    assert found.lower - 1e-9 <= truth <= found.upper + 1e-9
    if truth < math.inf:
        assert found.width < 1e-9
        assert between(p, q).divergence(sp.exp(sp.Rational(truth + 0.001))).upper < 1e-9


def test_the_largest_loss_of_densities_is_at_least_what_is_seen():
    for p, q, least in (
        (bc.Normal(0, 1), bc.Cauchy(0, 1), math.log(math.sqrt(math.pi / 2)) + 0.1931),
        (bc.Exponential(2), bc.Exponential(1), math.log(2)),
        (bc.Normal(0, 2), bc.Normal(0, 1), 100),
    ):
        found = (between(p, q) ** 2).renyi(math.inf)
        assert 2 * least - 1e-6 < found.lower
        assert found.upper == math.inf


def test_no_divergence_of_renyi_is_said_of_a_window():
    step = between(bc.Poisson(3), bc.Poisson(2))
    for loss in (step.sampled("1/5"), step.sampled("1/5").reversed(), step.without_replacement("1/5")):
        with pytest.raises(ValueError, match="no Rényi divergence is known"):
            loss.renyi(2)
    # delta of 1 + rate (c - 1) is rate delta(c)
    exchanged, whole = step.without_replacement("1/5").divergence("6/5", 10), step.divergence(2, 12)
    assert exchanged.intersection(whole / 5)


def test_runs_of_atoms_where_a_window_would_be_too_long_or_the_supports_differ():
    for p, q in (
        (bc.Geometric("1/3"), bc.Poisson(2)),
        (bc.Zeta(3), bc.Zeta("5/2")),
        (bc.Poisson(10**6), bc.Poisson(10**6 + 1000)),
    ):
        loss = between(p, q)
        for order in ("1/2", 1, 2):
            assert loss.divergence(order, 10).intersection(bc.evaluate(bc.hockey_stick(p, q, order), 10))
    assert (
        between(bc.Poisson(2), bc.Geometric("1/3"))
        .sampled("1/2")
        .divergence(1, 8)
        .intersection(bc.evaluate(bc.total_variation(bc.Geometric("1/3"), bc.Poisson(2)), 10) / 2)
    )


def test_coordinates_that_are_independent_are_composed():
    pairs = (bc.Bernoulli("1/2"), bc.Bernoulli("1/3")), (bc.DiscreteUniform(1, 3), bc.DiscreteUniform(2, 5))
    loss = between(*(bc.Product(*laws) for laws in zip(*pairs, strict=True)))
    joint = [
        ((a * x), (b * y))
        for a, b in ((Fraction(1, 2), Fraction(1, 3)), (Fraction(1, 2), Fraction(2, 3)))
        for x, y in [(Fraction(int(k <= 3), 3), Fraction(int(k >= 2), 4)) for k in range(1, 6)]
    ]
    assert holds(loss.divergence("1/2", 10), sum(max(a - b / 2, Fraction(0)) for a, b in joint))
    copies = between(bc.IID(bc.Bernoulli("1/2"), 5), bc.IID(bc.Bernoulli("1/3"), 5))
    assert copies == between(bc.Bernoulli("1/2"), bc.Bernoulli("1/3")) ** 5
    labels = between(
        bc.Categorical(["1/2", "1/2"], values=["a", "b"]), bc.Categorical(["1/4", "3/4"], values=["b", "c"])
    )
    assert labels.divergence(1).exact == Fraction(3, 4)
    cov = [[2, 1], [1, 1]]
    two = between(bc.MultivariateNormal([0, 1], cov), bc.MultivariateNormal([0, 0], cov))
    assert two.renyi(2).intersection(bc.evaluate(bc.renyi(bc.Normal(1, 1), bc.Normal(0, 1), 2), 10) * 2)


def test_equal_laws_tell_nothing():
    assert between(bc.Cauchy(0, 1), bc.Cauchy(0, 1)).advantage().upper == 0
    with pytest.raises(ValueError, match="no privacy loss is known"):
        between(bc.GaussianRegression(2), bc.GaussianRegression(3))
