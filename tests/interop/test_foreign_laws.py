"""A converted law has the densities, masses, moments and samples of the foreign object itself."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from sample_games import laws
from scipy import stats
from sympy import stats as symbolic

import boundcalc as bc
from boundcalc.laws.two_sided import TwoSidedLaw
from boundcalc.numeric import evaluate

HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
OLD_SYMPY = tuple(int(part) for part in sp.__version__.split(".")[:2]) < (1, 14)  # p is that of a failure

SCIPY = [
    stats.norm(-0.5, 2),
    stats.norm(loc=3, scale=0.25),
    stats.expon(scale=4),
    stats.expon(2, 0.5),
    stats.gamma(2.5, scale=0.5),
    stats.gamma(0.75, loc=-1, scale=3),
    stats.chi2(3),
    stats.chi2(1.5, loc=1, scale=2),
    stats.laplace(1, 0.5),
    stats.logistic(-2, 3),
    stats.uniform(-1, 1.5),
    stats.uniform(2, 7),
    stats.beta(2, 0.5),
    stats.beta(3, 4, loc=-2, scale=5),
    stats.t(4),
    stats.t(2.5, loc=1, scale=3),
    stats.cauchy(1, 0.25),
    stats.lognorm(0.5),
    stats.lognorm(1.25, scale=3),
    stats.lognorm(0.75, loc=1, scale=0.5),
    stats.weibull_min(1.5, scale=2),
    stats.weibull_min(0.75, loc=-3),
    stats.pareto(3, scale=0.5),
    stats.pareto(4.5, loc=2, scale=3),
    stats.bernoulli(0.25),
    stats.binom(7, 0.25),
    stats.binom(30, 0.9),
    stats.geom(0.125),
    stats.geom(0.75),
    stats.nbinom(3, 0.25),
    stats.nbinom(2.5, 0.75),
    stats.poisson(2.5),
    stats.poisson(40),
    stats.zipf(2.5),
    stats.zipf(4),
    stats.zipfian(1.5, 9),
    stats.zipfian(0.25, 12),
    stats.randint(-2, 6),
    stats.randint(1, 5, loc=3),
    stats.rv_discrete(values=([0, 2, 5], [0.5, 0.25, 0.25])),
    stats.rv_discrete(values=([0, 2, 5], [0.5, 0.25, 0.25]))(loc=3),
]
LAWS = [
    bc.Normal("-1/2", 2),
    bc.Normal(3, "1/4"),
    bc.Exponential("1/4"),
    bc.Exponential(3),
    bc.Gamma("5/2", 2),
    bc.Gamma("3/4", "1/3"),
    bc.ChiSquare(3),
    bc.ChiSquare("5/2"),
    bc.Laplace(1, "1/2"),
    bc.Laplace(-3, 4),
    bc.Logistic(0, 2),
    bc.Logistic("1/2", "1/3"),
    bc.Uniform(-1, "1/2"),
    bc.Uniform(2, 9),
    bc.Beta(2, "1/2"),
    bc.Beta(3, 4),
    bc.StudentT(4),
    bc.StudentT("5/2"),
    bc.Cauchy(1, "1/4"),
    bc.Cauchy(-2, 3),
    bc.LogNormal(0, "1/2"),
    bc.LogNormal("3/2", "1/4"),
    bc.Weibull("3/2", 2),
    bc.Weibull("3/4", "1/2"),
    bc.Pareto(3, "1/2"),
    bc.Pareto("9/2", 2),
    bc.Affine(bc.StudentT(3), 1, 2),
    bc.Affine(bc.Gamma(2, 3), -1, 4),
    bc.Affine(bc.LogNormal(0, "1/2"), 2, "1/3"),
    bc.Bernoulli("1/4"),
    bc.Binomial(7, "1/4"),
    bc.Binomial(12, "9/10"),
    bc.Geometric("1/8"),
    bc.Geometric("2/3"),
    bc.NegativeBinomial(1, "1/3"),
    bc.NegativeBinomial(3, "1/4"),
    bc.NegativeBinomial("5/2", "4/5"),
    bc.Poisson("5/2"),
    bc.Poisson(20),
    bc.DiscreteUniform(-2, 5),
    bc.Zeta("5/2"),
    bc.Zeta(4),
    bc.Zipf("3/2", 9),
    bc.Zipf("1/4", 5),
    bc.Categorical(["1/2", "1/4", "1/4"], values=[0, 2, 5]),
    bc.Categorical(["1/5", "4/5"], values=[-HALF, sp.Rational(9, 4)]),
]
LAWS += [law for law in laws(2) if law.scipy is not None and type(law) not in {type(listed) for listed in LAWS}]
SYMPY = [
    symbolic.Normal("X", -THIRD, 2),
    symbolic.Normal("X", 0.1, 0.25),
    symbolic.Exponential("X", THIRD),
    symbolic.Gamma("X", THIRD, 2),
    symbolic.Gamma("X", 3, THIRD),
    symbolic.ChiSquared("X", 3),
    symbolic.Laplace("X", 1, THIRD),
    symbolic.Logistic("X", -1, 2),
    symbolic.Uniform("X", -1, THIRD),
    symbolic.Beta("X", 2, THIRD),
    symbolic.StudentT("X", 4),
    symbolic.Cauchy("X", 1, THIRD),
    symbolic.LogNormal("X", THIRD, 2),
    symbolic.Weibull("X", 2, THIRD),
    symbolic.Weibull("X", THIRD, 3),
    symbolic.Pareto("X", 2, THIRD),
    symbolic.Pareto("X", THIRD, 3),
    symbolic.Bernoulli("X", THIRD),
    symbolic.Bernoulli("X", THIRD, 5, 7),
    symbolic.Binomial("X", 7, THIRD),
    symbolic.Binomial("X", 4, THIRD, 2, -1),
    symbolic.Geometric("X", THIRD),
    symbolic.NegativeBinomial("X", 1, THIRD),
    symbolic.NegativeBinomial("X", sp.Rational(5, 2), sp.Rational(4, 5)),
    symbolic.NegativeBinomial("X", 3, 0.1),
    symbolic.Poisson("X", sp.Rational(5, 2)),
    symbolic.Zeta("X", sp.Rational(5, 2)),
    symbolic.Die("X", 7),
    symbolic.DiscreteUniform("X", [3, 4, 5]),
    symbolic.DiscreteUniform("X", [3, 4, 6]),
    symbolic.BetaBinomial("X", 5, 1, 2),
    symbolic.BetaBinomial("X", 6, THIRD, sp.Rational(5, 2)),
    symbolic.Hypergeometric("X", 10, 5, 3),
    symbolic.Hypergeometric("X", 10, 8, 7),
    symbolic.Rademacher("X"),
    symbolic.IdealSoliton("X", 6),
    symbolic.FiniteRV("X", {0: THIRD, THIRD: THIRD, 5: THIRD}),
    symbolic.FiniteRV("X", {1: 0.1, 2: 0.9}),
]


def _density(law, x):
    """Density or mass of our law at x as a float, at 25 digits."""
    if not law.is_discrete:
        return float(evaluate(law.density(sp.sympify(x)), 25))
    try:
        return float(evaluate(law.mass_of(x), 25))
    except ValueError:
        return 0.0


def _distance(law, draws):
    """Kolmogorov's distance between our law and draws, by our own distribution function or masses."""
    draws = np.sort(np.asarray(draws, dtype=float))
    places = np.unique(np.quantile(draws, np.linspace(0.02, 0.98, 25), method="inverted_cdf"))
    if law.is_discrete:
        first = int(draws[0]) - 400 if isinstance(law, TwoSidedLaw) else law.index_range[0]
        atoms = law.labels if hasattr(law, "labels") else range(int(first), int(places[-1]) + 1)
        masses = {float(v): _density(law, v) for v in atoms}
        below = [sum(mass for v, mass in masses.items() if v <= x) for x in places]
    else:
        below = [float(evaluate(law.cdf(sp.Rational(float(x))), 12)) for x in places]
    return max(abs(np.mean(draws <= x) - y) for x, y in zip(places, below, strict=True))


def _same_as_scipy(law, twin):
    discrete = law.is_discrete
    for share in (0.01, 0.2, 0.5, 0.7, 0.99):
        x = twin.ppf(share)
        if discrete:
            value = x if isinstance(law, bc.Categorical) else int(x)
            assert _density(law, value) == pytest.approx(float(twin.pmf(x)), rel=1e-9)
        else:
            assert _density(law, sp.Rational(float(x))) == pytest.approx(float(twin.pdf(x)), rel=1e-7)
            assert float(evaluate(law.cdf(sp.Rational(float(x))), 15)) == pytest.approx(share, rel=1e-7)
    if not discrete and np.isfinite(twin.var()):
        assert float(law.mean) == pytest.approx(float(twin.mean()), rel=1e-9, abs=1e-12)
        assert float(law.variance) == pytest.approx(float(twin.var()), rel=1e-9)
    assert _distance(law, twin.rvs(4000, random_state=7)) < 2 / 4000**0.5


@pytest.mark.parametrize("twin", SCIPY, ids=lambda d: f"{getattr(d, 'dist', d).name}")
def test_a_law_from_scipy_has_the_masses_moments_and_samples_of_the_frozen_distribution(twin):
    _same_as_scipy(bc.from_scipy(twin), twin if hasattr(twin, "dist") else twin())


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_frozen_distribution_has_the_masses_moments_and_samples_of_the_law(law):
    twin = bc.to_scipy(law)
    _same_as_scipy(law, twin)
    _same_as_scipy(bc.from_scipy(twin), twin)


def _same_as_sympy(law, variable):
    density = symbolic.density(variable)
    table = getattr(variable.pspace, "density", None)
    table = dict(table.items()) if hasattr(table, "items") else None
    if table is not None:
        masses = {sp.sympify(k): float(v) for k, v in table.items()}
        for value, mass in masses.items():
            assert _density(law, value) == pytest.approx(mass, rel=1e-12)
        assert sum(masses.values()) == pytest.approx(1, rel=1e-12)
        return
    for x in (-2, -1, 0, sp.Rational(1, 10), sp.Rational(1, 4), 1, 2, 3, 5):
        if law.is_discrete:
            low, high = law.index_range
            if sp.Rational(x) != int(x) or x < low or x > high:
                continue
        elif not law.support[0] < x < law.support[1]:
            continue
        theirs = sp.N(density(sp.sympify(x)), 30)
        assert _density(law, x) == pytest.approx(float(theirs), rel=1e-13)


def _agrees_in_samples(law, variable):
    """By SymPy's own sampler, where it has one (else it inverts integrals for half a minute)."""
    if isinstance(law, bc.Laplace | bc.Logistic | bc.Weibull):
        return
    if isinstance(law, bc.Categorical) and not all(isinstance(v, int) for v in law.labels):
        return  # SymPy rounds the values down
    if isinstance(law, bc.NegativeBinomial) and OLD_SYMPY:
        return  # its sampler takes p for the other probability than its density
    draws = np.ravel(symbolic.sample(variable, size=2000, library="scipy", seed=5))
    assert _distance(law, draws) < 2 / 2000**0.5


@pytest.mark.parametrize("variable", SYMPY, ids=lambda x: str(x.pspace.distribution)[:60])
def test_a_law_from_sympy_has_the_density_and_samples_of_the_random_variable(variable):
    law = bc.from_sympy(variable)
    _same_as_sympy(law, variable)
    _agrees_in_samples(law, variable)


FINITE = bc.Zipf | bc.Categorical  # tables in SymPy


@pytest.mark.parametrize("law", [law for law in LAWS if law.sympy is not None or isinstance(law, FINITE)], ids=str)
def test_the_random_variable_has_the_density_and_samples_of_the_law(law):
    variable = bc.to_sympy(law)
    _same_as_sympy(law, variable)
    if law.sympy is not None:
        _same_as_sympy(bc.from_sympy(variable), variable)
    _agrees_in_samples(law, variable)


@pytest.mark.parametrize(
    ("mean", "variable"),
    [
        # r (1-p)/p failures before the r-th success
        (HALF if OLD_SYMPY else 2, symbolic.NegativeBinomial("X", 1, THIRD)),
        (HALF, bc.to_sympy(bc.NegativeBinomial("3/2", "3/4"))),
        (sp.Rational(3, 2), symbolic.Hypergeometric("X", 10, 5, 3)),
        (sp.Rational(5, 3), symbolic.BetaBinomial("X", 5, 1, 2)),
        (0, symbolic.Rademacher("X")),
    ],
)
def test_sympy_means_are_those_of_the_textbook(mean, variable):
    assert sp.nsimplify(sp.simplify(symbolic.E(variable) - mean)) == 0
    law = bc.from_sympy(variable)
    if isinstance(law, bc.NegativeBinomial):
        assert law.r * (1 - law.q) / law.q == mean


def test_a_negative_binomial_of_sympy_leaks_what_its_masses_leak():
    """Sum over the masses of SymPy itself: h(10, p) of de Moivre, p_k = (1/3)(2/3)^k."""
    variable = symbolic.NegativeBinomial("X", 1, THIRD)
    n, total = 10, 0.0
    for k in range(120):
        p = float(symbolic.density(variable)(k))
        m = int(n * p) + 1
        total += m / n * float(sp.binomial(n, m)) * p**m * (1 - p) ** (n - m + 1)
    assert OLD_SYMPY or total == pytest.approx(0.330386524204708, rel=1e-12)
    assert float(bc.Game(bc.from_sympy(variable), n=n).delta()) == pytest.approx(total, rel=1e-12)


def test_an_affine_expression_of_sympy_has_the_density_of_its_values():
    law = bc.from_sympy(3 - 2 * symbolic.Exponential("X", THIRD))
    for x in (-5, 0, 2):  # y = (3 - x)/2, density f(y)/2
        theirs = symbolic.density(symbolic.Exponential("X", THIRD))(sp.Rational(3 - x, 2)) / 2
        assert _density(law, x) == pytest.approx(float(theirs), rel=1e-13)


def test_masses_that_do_not_sum_to_one_are_divided_on_request_only():
    twin = stats.rv_discrete(values=([0, 1, 2], [1 / 3] * 3))
    with pytest.raises(ValueError, match="normalize=True"):
        bc.from_scipy(twin)
    assert list(bc.from_scipy(twin, normalize=True).mass_exprs()) == [THIRD] * 3
    table = symbolic.FiniteRV("X", {0: sp.Rational(1, 5), 1: sp.Rational(1, 5)})  # SymPy does not look
    with pytest.raises(ValueError, match=r"sum to 1 exactly, got 2/5"):
        bc.from_sympy(table)
    assert bc.from_sympy(table, normalize=True) == bc.DiscreteUniform(0, 1)


@pytest.mark.parametrize(
    ("convert", "message"),
    [
        (lambda: bc.from_scipy(stats.norm(0, -1)), "scale must be positive, got -1"),
        (lambda: bc.from_scipy(stats.expon(scale=-1)), "scale must be positive, got -1"),
        (lambda: bc.from_scipy(stats.norm(0, 0)), "scale must be positive, got 0"),
        (lambda: bc.from_scipy(stats.binom(5.5, 0.5)), "n must be an integer"),
        (lambda: bc.from_scipy(type("mine", (stats.rv_continuous,), {})(name="norm")(0, 1)), "no boundcalc law"),
        (lambda: bc.from_scipy(stats.norm([0, 1], 1)), "loc must be a rational number"),
        (lambda: bc.from_sympy(symbolic.given(symbolic.Die("D"), symbolic.Die("D") > 3)), "under a condition"),
        (lambda: bc.from_sympy(symbolic.Die("D") + 1), "takes a continuous X"),
        (lambda: bc.from_sympy(symbolic.Hypergeometric("H", 10**9, 10**8, 10**8)), "too large"),
        (lambda: bc.from_sympy(symbolic.IdealSoliton("I", sp.Symbol("k", integer=True, positive=True))), "numbers"),
        (lambda: bc.to_scipy(bc.Normal(10**400, 1)), "float64 does not hold the parameter"),
        (lambda: bc.to_scipy(bc.Normal(0, sp.Integer(10) ** -400)), "float64 does not hold the parameter"),
        (lambda: bc.to_scipy(bc.Binomial(10**30, "1/2")), "below 2\\^63"),
        (lambda: bc.to_scipy(bc.Categorical(["1/2", "1/2"], values=[10**17, 10**17 + 1])), "does not tell apart"),
        (lambda: bc.to_scipy(bc.MultivariateNormal(dim=10**9)), "too large"),
        (lambda: bc.to_sympy(bc.MultivariateNormal(dim=sp.Symbol("d", integer=True, positive=True))), "too large"),
        (lambda: bc.to_sympy(bc.Normal(0, 1), 3), "name must be"),
    ],
)
def test_what_is_not_that_law_is_refused_in_one_line(convert, message):
    with pytest.raises(ValueError, match=message) as caught:
        convert()
    assert "\n" not in str(caught.value)
