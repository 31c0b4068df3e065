"""Laws survive the way to scipy.stats and sympy.stats and back; what cannot be converted says so."""

from __future__ import annotations

import pytest
import sympy as sp
from scipy import stats
from sympy import stats as symbolic

import boundcalc as bc
from boundcalc.laws import LAWS

CONTINUOUS = [
    bc.Normal("-1/2", 2),
    bc.Exponential("1/4"),
    bc.Gamma("5/2", 2),
    bc.ChiSquare(3),
    bc.Laplace(1, "1/2"),
    bc.Logistic(0, 2),
    bc.Uniform(-1, "1/2"),
    bc.Beta(2, "1/2"),
    bc.StudentT(4),
    bc.Cauchy(1, "1/4"),
    bc.LogNormal(0, "1/2"),
    bc.Weibull("3/2", 2),
    bc.Pareto(3, "1/2"),
]
DISCRETE = [
    bc.Bernoulli("1/4"),
    bc.Binomial(7, "1/4"),
    bc.Geometric("1/8"),
    bc.NegativeBinomial(3, "1/4"),
    bc.Poisson("5/2"),
    bc.DiscreteUniform(-2, 5),
    bc.Zeta("5/2"),
    bc.Categorical(["1/2", "1/4", "1/4"], values=[0, 2, 5]),
]


@pytest.mark.parametrize("law", [law for law in LAWS.values() if law.parameters], ids=lambda law: law.__name__)
def test_every_law_says_what_other_libraries_call_it(law):
    for library in ("scipy", "sympy"):
        assert library in vars(law), (
            f"{law.__name__} must say what {library}.stats calls it: add {library} = Twin(...), "
            f"or {library} = None, to {law.__module__}"
        )


def test_a_law_that_other_libraries_do_not_have_says_so():
    for convert in (bc.to_scipy, bc.to_sympy):
        with pytest.raises(ValueError, match="GaussianRegression"):
            convert(bc.GaussianRegression(2))


@pytest.mark.parametrize("law", [*CONTINUOUS, *DISCRETE, bc.Zipf("3/2", 9)], ids=str)
def test_scipy_and_back_is_the_same_law(law):
    assert bc.from_scipy(bc.to_scipy(law)) == law


def test_a_discrete_law_of_scipy_may_be_moved():
    moved = bc.from_scipy(stats.poisson(2, loc=3))
    assert moved == bc.Affine(bc.Poisson(2), 3)
    for k in (3, 5, 9):
        assert float(bc.evaluate(moved.mass_of(k), 12)) == pytest.approx(stats.poisson(2, loc=3).pmf(k), rel=1e-10)


@pytest.mark.parametrize("law", [*CONTINUOUS, *DISCRETE], ids=str)
def test_sympy_and_back_is_the_same_law(law):
    assert bc.from_sympy(bc.to_sympy(law)) == law


@pytest.mark.parametrize("law", CONTINUOUS, ids=str)
def test_sympy_density_is_ours(law):
    x = sp.Rational(2, 5) if law.support[0] < sp.Rational(2, 5) else law.support[0] + 1
    theirs = sp.N(symbolic.density(bc.to_sympy(law))(x), 25)
    assert abs(theirs - sp.N(law.density(x), 25)) < sp.Float(10) ** -20


@pytest.mark.parametrize("law", [*DISCRETE, bc.Zipf("3/2", 9)], ids=str)
def test_discrete_masses_agree(law):
    twin = bc.to_scipy(law)
    variable = bc.to_sympy(law)
    for k in (0, 1, 2, 5):
        try:
            mass = law.mass_of(k)
        except ValueError:
            mass = sp.S.Zero
        assert float(twin.pmf(k)) == pytest.approx(float(mass), rel=1e-10, abs=1e-12)
        theirs = symbolic.density(variable)
        value = theirs[k] if isinstance(theirs, dict) and k in theirs else 0 if isinstance(theirs, dict) else None
        if value is not None:
            assert abs(sp.N(value - mass, 20)) < sp.Float(10) ** -15


def test_location_and_scale_become_affine_images():
    assert bc.from_scipy(stats.t(3, loc=1, scale=2)) == bc.Affine(bc.StudentT(3), 1, 2)
    assert bc.from_scipy(stats.norm(1, 2)) == bc.Normal(1, 2)
    assert bc.from_scipy(stats.expon(loc=1)) == bc.Affine(bc.Exponential(1), 1)
    assert bc.from_scipy(bc.to_scipy(bc.Affine(bc.StudentT(3), 1, 2))) == bc.Affine(bc.StudentT(3), 1, 2)
    assert bc.from_scipy(stats.randint(2, 6)) == bc.DiscreteUniform(2, 5)
    assert bc.from_scipy(stats.gamma(a=2.5, scale=0.1)) == bc.Gamma("5/2", 10)
    assert bc.from_sympy(2 * bc.to_sympy(bc.StudentT(3)) + 1) == bc.Affine(bc.StudentT(3), 1, 2)
    assert bc.from_sympy(bc.to_sympy(bc.Affine(bc.StudentT(3), 1, 2))) == bc.Affine(bc.StudentT(3), 1, 2)


def test_multivariate_normal_converts():
    law = bc.MultivariateNormal([0, 1], [[2, "1/2"], ["1/2", 1]])
    assert bc.from_scipy(bc.to_scipy(law)) == law
    assert bc.from_sympy(bc.to_sympy(law)) == law


def test_symbols_survive_sympy():
    rate = sp.Symbol("r", positive=True)
    assert bc.from_sympy(symbolic.Poisson("N", rate)) == bc.Poisson(rate)
    assert bc.from_sympy(bc.to_sympy(bc.Gamma(rate, 2))) == bc.Gamma(rate, 2)


@pytest.mark.parametrize(
    ("convert", "message"),
    [
        (lambda: bc.from_scipy(stats.vonmises(1)), "stats.vonmises has no boundcalc law"),
        (lambda: bc.from_scipy(stats.norm), "frozen must be a frozen scipy.stats distribution"),
        (lambda: bc.from_scipy(3), "frozen must be a frozen scipy.stats distribution"),
        (lambda: bc.from_scipy(stats.norm(float("nan"), 1)), "loc must be finite"),
        (lambda: bc.from_sympy(symbolic.Arcsin("X", 0, 1)), "ArcsinDistribution has no boundcalc law"),
        (lambda: bc.from_sympy(symbolic.Normal("X", 0, 1) ** 2), "random variable or"),
        (lambda: bc.from_sympy("X"), "random variable or"),
        (lambda: bc.to_scipy(bc.Normal(sp.Symbol("m", real=True), 1)), "still has symbols"),
        (lambda: bc.to_scipy(bc.Mixture([bc.Normal(0, 1), bc.Normal(1, 1)])), "Mixture has no scipy.stats"),
        (lambda: bc.to_scipy(bc.Counts({"a": 1, "b": 2})), "labels that are no numbers"),
        (lambda: bc.to_scipy(bc.Affine(bc.Gamma(2, 1), 0, -1)), "reflected"),
        (lambda: bc.to_scipy("Normal"), "law must be a boundcalc law"),
        (lambda: bc.to_sympy(bc.Mixture([bc.Normal(0, 1), bc.Normal(1, 1)])), "Mixture has no sympy.stats"),
        (lambda: bc.to_sympy(bc.Categorical(["1/2", "1/2"], values=["a", "b"])), "no sympy.stats distribution"),
        (lambda: bc.to_sympy(bc.Quantised(bc.Normal(0, 1), [0])), "Quantised has no sympy.stats"),
    ],
)
def test_what_cannot_be_converted_says_so(convert, message):
    with pytest.raises(ValueError, match=message) as caught:
        convert()
    assert "\n" not in str(caught.value)


def test_every_law_converts_or_refuses():
    samples = {"Product": (bc.Bernoulli("1/2"),), "Counts": ({1: 2, 2: 1},), "Quantised": (bc.Normal(0, 1), [0])}
    for name in ("Product", "Counts", "Quantised"):
        for convert in (bc.to_scipy, bc.to_sympy):
            try:
                convert(LAWS[name](*samples[name]))
            except ValueError as error:
                assert "no" in str(error)  # noqa: PT017
