"""Games that release a mean or a sufficient statistic."""

from fractions import Fraction

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import DiversityConstant
from boundcalc.numeric import evaluate
from boundcalc.theorems.means.ent import excess_entropy, information
from boundcalc.theorems.means.standard_norm import standard_norm

MEAN, STATISTIC = bc.EmpiricalMean(), bc.SufficientStatistic
GAMES = [
    (bc.Exponential(3), MEAN, 20),
    (bc.Exponential(3), STATISTIC(), 3),
    (bc.ChiSquare(2), MEAN, 4),
    (bc.Cauchy(1, 2), MEAN, 5),
    (bc.Uniform(0, 2), MEAN, 3),
    (bc.Uniform(0, 2), STATISTIC("a"), 10),
    (bc.Uniform(0, 2), STATISTIC("b"), 3),
    (bc.Normal(1, 2), STATISTIC("sd"), 8),
    (bc.Normal(1, 2), STATISTIC(), 8),
    (bc.MultivariateNormal(dim=3), MEAN, 20),
    (bc.MultivariateNormal([1, 0], [[2, 1], [1, 2]]), bc.NoisyMean("1/5"), 6),
    (bc.Poisson(2), MEAN, 6),
    (bc.Geometric("1/3"), STATISTIC(), 6),
    (bc.Bernoulli("1/3"), STATISTIC(), 6),
]


@pytest.mark.parametrize(("law", "learner", "n"), GAMES, ids=str)
@pytest.mark.parametrize("nu", ["1/2", "2/5", "3/5"])
def test_simulation_agrees_and_bounds_are_on_their_side(law, learner, n, nu):
    game = bc.Game(law, learner, n=n, nu=nu)
    exact = game.delta(10).value
    played = game.simulate(50_000, seed=7, level="0.9999")
    assert played.lower <= float(exact) <= played.upper
    for bound in game.bounds(6):
        if bound.kind == "upper":
            assert bound.value.upper >= exact.lower, bound.id


def test_maximum_of_uniform_data_is_the_printed_formula():
    n = 10
    value = bc.Game(bc.Uniform(0, 5), STATISTIC("a"), n=n).delta().value.exact
    assert value == Fraction(1, n) + (1 - Fraction(1, n)) ** (n + 1) / (n + 1)


def test_one_record_leaks_entirely():
    for law in (bc.Normal(0, 1), bc.Exponential(1), bc.Uniform(0, 1), bc.Cauchy(0, 1)):
        assert bc.Game(law, MEAN, n=1, nu="1/3").delta().value.exact == 1


def test_gaussian_scale_with_known_mean_is_a_chi_square_mean():
    scale, chi = bc.Game(bc.Normal(1, 3), STATISTIC("mean"), n=3), bc.Game(bc.ChiSquare(1), MEAN, n=3)
    assert scale._exact().expr(scale) == chi._exact().expr(chi)


def test_moments_that_do_not_exist_are_named():
    with pytest.raises(ValueError, match="finite covariance"):
        bc.Game(bc.Cauchy(0, 1), bc.NoisyMean(1), n=3)
    with pytest.raises(ValueError, match="variance must be finite and at least 0"):
        bc.NoisyMean("-1/2")
    with pytest.raises(ValueError, match="known must"):
        bc.Game(bc.Gamma(2, 1), STATISTIC(), n=3)
    assert {b.id for b in bc.Game(bc.Cauchy(0, 1), MEAN, n=9).bounds()} == {"mean-cauchy"}


def test_constant_of_one_hot_data_is_the_diversity_constant():
    masses = [sp.Rational(1, 2), sp.Rational(3, 10), sp.Rational(1, 5)]
    mean = sp.Matrix(masses)
    pseudo = (sp.diag(*masses) - mean * mean.T).evalf(40).applyfunc(sp.nsimplify).pinv()
    total = sp.Add(
        *(
            p * sp.sqrt(((e := sp.Matrix([int(i == j) for i in range(3)]) - mean).T * pseudo * e)[0])
            for j, p in enumerate(masses)
        )
    )
    one_hot = float(total)
    assert one_hot == pytest.approx(float(evaluate(DiversityConstant(bc.Categorical(masses)))), rel=1e-12)


@pytest.mark.parametrize(
    "law",
    [bc.Exponential(3), bc.Gamma("5/2", 1), bc.Uniform(-1, 4), bc.Laplace(0, 2), bc.Logistic(1, 2), bc.Normal(0, 2)],
)
def test_constants_meet_quadrature(law):
    from scipy.integrate import quad

    mean, sd = float(law.mean), float(sp.sqrt(law.variance))
    x = sp.Symbol("x", real=True)
    density = sp.lambdify(x, law.density(x), "mpmath")
    low, high = (max(mean - 60 * sd, float(law.support[0])), min(mean + 60 * sd, float(law.support[1])))
    parts = [
        quad(lambda t: abs(t - mean) * float(density(t)), *ends, limit=200)[0] for ends in ((low, mean), (mean, high))
    ]
    assert float(standard_norm(law)) == pytest.approx(sum(parts) / sd, rel=1e-7)


def test_entropy_bound_has_the_printed_value():
    excess = excess_entropy(bc.Exponential(1))
    assert float(excess) == pytest.approx(0.4189385, abs=1e-7)
    best = min(float(sp.sqrt(information(1, 100, m, excess) / 2)) for m in range(1, 100))
    assert best == pytest.approx(0.0852, abs=5e-5)


def test_rate_constants_are_reached():
    for law, n in ((bc.Exponential(1), 1000), (bc.MultivariateNormal(dim=3), 10**8)):
        game = bc.Game(law, MEAN, n=n)
        limit = next(b for b in game.bounds() if b.id.startswith("mean-rate"))
        assert abs(float(limit.tightness) - 1) < 2e-3


def test_sample_size_of_a_mean():
    n = bc.plan.sample_size(bc.MultivariateNormal(dim=2), "0.9", MEAN)
    before, after = (bc.Game(bc.MultivariateNormal(dim=2), MEAN, n=k).delta(20).value for k in (n - 1, n))
    assert after.upper <= Fraction(1, 10) < before.lower
