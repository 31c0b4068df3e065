"""Every continuous law: density, distribution function, survival function, moments, sampler and tails agree."""

from __future__ import annotations

import math
from itertools import islice, pairwise, product

import numpy as np
import pytest
import sympy as sp
from flint import arb

import boundcalc as bc
from boundcalc.laws import LAWS, ContinuousLaw
from boundcalc.laws.tail import basis
from boundcalc.numeric.ball import compile_ball, evaluate_ball, to_arb
from boundcalc.numeric.integrate import integrate
from boundcalc.numeric.precision import working_precision


def declared(law):
    """The law at its typical parameters, a few combinations."""
    grid = product(*(parameter.typical for parameter in law.parameters))
    for values in islice(grid, 0, None, 2):
        try:
            yield law(*values)
        except ValueError:  # Uniform with b <= a
            continue


NAMED = [
    law
    for name in sorted(LAWS)
    if issubclass(LAWS[name], ContinuousLaw) and LAWS[name].parameters
    for law in declared(LAWS[name])
]
IMAGES = [
    bc.Affine(bc.StudentT(5), 1, 2),
    bc.Affine(bc.Gamma("5/2", 1), -3, "-1/2"),
    bc.Affine(bc.Beta(2, "1/2"), 1, 3),
    bc.Affine(bc.LogNormal(0, 1), -1, 2),
    bc.Affine(bc.Exponential(2), "1/2", -1),
]
MIXTURES = [
    bc.Mixture([bc.Normal(-1, 1), bc.Normal(3, "1/2")], ["3/4", "1/4"]),
    bc.Mixture([bc.Uniform(0, 1), bc.Uniform(3, 4)]),
    bc.Mixture([bc.Normal(0, 1), bc.Cauchy(0, 1)], ["9/10", "1/10"]),
    bc.Mixture([bc.Laplace(0, 1), bc.Exponential("1/2")], ["1/3", "2/3"]),
]
EVERY = [*NAMED, *IMAGES, *MIXTURES]


def rational(x):
    return sp.Rational(str(round(float(x), 3)))


def points(law):
    """Rational points that cover the law, from its own sampler."""
    draws = np.sort(law.sample(np.random.default_rng(1), 400))
    return [rational(draws[i]) for i in (8, 120, 200, 280, 391)]


def inside(law, x):
    return law.support[0] < x < law.support[1]


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_distribution_function_is_the_integral_of_the_density(law):
    cuts = [x for x in points(law) if inside(law, x)]
    x = sp.Symbol("x", real=True)
    with working_precision(90):
        for a, b in pairwise(cuts):
            if a == b:
                continue
            area = integrate(law.density(x), evaluate_ball(a), evaluate_ball(b), variable=x)
            mass = to_arb(evaluate_ball(law.cdf(b) - law.cdf(a)))
            assert area.overlaps(mass), (a, b)
            assert area.rad() < arb(10) ** -15
            rest = to_arb(evaluate_ball(law.survival(a) - law.survival(b)))
            assert rest.overlaps(mass)
            assert to_arb(evaluate_ball(law.cdf(b) + law.survival(b))).contains(1)


@pytest.mark.parametrize("law", [*NAMED, *IMAGES[:1]], ids=str)
def test_scipy_agrees(law):
    twin = bc.to_scipy(law)
    for x in points(law):
        if not inside(law, x):
            continue
        for ours, theirs in (
            (law.density(x), twin.pdf(float(x))),
            (law.cdf(x), twin.cdf(float(x))),
            (law.survival(x), twin.sf(float(x))),
        ):
            assert float(bc.evaluate(ours, 15)) == pytest.approx(theirs, rel=1e-9)
    for name, theirs in (("mean", twin.mean()), ("variance", twin.var())):
        try:
            ours = getattr(law, name)
        except ValueError:
            assert not math.isfinite(theirs)
            continue
        if ours is sp.oo:
            assert not math.isfinite(theirs)
        else:
            assert float(bc.evaluate(ours, 15)) == pytest.approx(float(theirs), rel=1e-9, abs=1e-12)
    assert float(bc.evaluate(law.entropy, 15)) == pytest.approx(float(twin.entropy()), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_moments_match_each_other_and_a_quadrature(law):
    from scipy.integrate import quad

    try:
        third = law.moment(3)
    except ValueError:
        return
    if third in (sp.oo, -sp.oo):
        return
    x = sp.Symbol("x", real=True)
    density = sp.lambdify(x, law.density(x), ["scipy", "numpy"])
    low, high = (float(end) for end in law.support)
    spread = 60 * float(law.variance) ** 0.5
    centre = float(law.mean)
    low, high = max(low, centre - spread), min(high, centre + spread)
    if isinstance(law, bc.StudentT | bc.Pareto | bc.LogNormal | bc.Weibull | bc.Affine):
        return  # heavy tails: the closed forms are compared with scipy's above
    cuts = [float(kink) for kink in law.kinks]
    with np.errstate(all="ignore"):
        for k in (1, 2, 3):
            value = 0.0
            for a, b in zip([low, *cuts], [*cuts, high], strict=True):
                value += quad(lambda t, k=k: t**k * float(density(t)), a, b, limit=400)[0]
            assert float(bc.evaluate(law.moment(k), 15)) == pytest.approx(value, rel=1e-4, abs=1e-5)
    assert sp.simplify(law.variance - (law.moment(2) - law.mean**2)) == 0


@pytest.mark.parametrize("law", EVERY, ids=str)
def test_sampler_draws_from_the_law(law):
    from scipy.stats import kstest

    x = sp.Symbol("x", real=True)
    draws = np.sort(law.sample(np.random.default_rng(20), 400))
    with working_precision(64):
        cdf = compile_ball(law.cdf(x), [x])
        values = np.array([float(to_arb(cdf(arb(float(draw)))).mid()) for draw in draws])
    assert kstest(values, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("law", EVERY, ids=str)
@pytest.mark.parametrize("side", [-1, 1])
def test_tail_form_encloses_the_log_density(law, side):
    form = law.tail(side)
    end = law.support[(side + 1) // 2]
    x = sp.Symbol("x", real=True)
    with working_precision(400):
        log_density = compile_ball(law._log_density(x), [x])
        start = to_arb(evaluate_ball(form.start)).upper()
        before = arb.pos_inf()
        for step in (0, 0.5, 1, 2, 4, 16):
            u = (start + step).upper()
            remainder = form.slack(u)
            assert not remainder > before + arb(10) ** -30
            before = remainder
            point = side * u.exp() if end.is_infinite else to_arb(evaluate_ball(end)) - side * (-u).exp()
            value = to_arb(log_density(point))
            smooth = to_arb(evaluate_ball(form.constant))
            for key, c in form.terms.items():
                smooth += to_arb(evaluate_ball(c)) * basis(key, u)
            assert not abs(value - smooth) > remainder + arb(10) ** -30, (u, value, smooth)


def test_moments_that_do_not_exist_say_so():
    with pytest.raises(ValueError, match="has no mean"):
        _ = bc.Cauchy(0, 1).mean
    with pytest.raises(ValueError, match="has no mean"):
        _ = bc.StudentT(1).variance
    assert bc.StudentT(2).variance is sp.oo
    assert bc.Pareto(1, 1).mean is sp.oo
    with pytest.raises(ValueError, match="no closed form"):
        _ = MIXTURES[0].entropy
    with pytest.raises(ValueError, match="k must be an integer from 0"):
        bc.Normal(0, 1).moment(-1)


def test_symbols_stay_symbols():
    m, s, x = sp.Symbol("m", real=True), sp.Symbol("s", positive=True), sp.Symbol("x", real=True)
    law = bc.Normal(m, s)
    assert law.variance == s**2
    assert sp.simplify(law.cdf(x).diff(x) - law.density(x)) == 0
    assert law.subs({m: 1, s: 2}) == bc.Normal(1, 2)
    assert bc.Gamma(s, 2).mean == s / 2


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: bc.Normal(0, 0), r"sd must be in \(0, oo\), got 0"),
        (lambda: bc.Normal(0, -1), r"sd must be in \(0, oo\), got -1"),
        (lambda: bc.Normal(float("nan"), 1), "mean must be finite, got nan"),
        (lambda: bc.Normal(float("inf"), 1), "mean must be finite, got inf"),
        (lambda: bc.Normal(0, sp.oo), r"sd must be in \(0, oo\), got oo"),
        (lambda: bc.Normal(sp.I, 1), r"mean must be in \(-oo, oo\), got I"),
        (lambda: bc.Normal("__import__('os')", 1), "mean must be a number"),
        (lambda: bc.Uniform(2, 1), "b must be above a"),
        (lambda: bc.Gamma(0, 1), r"shape must be in \(0, oo\), got 0"),
        (lambda: bc.Affine(bc.StudentT(3), 0, 0), "scale must not be 0"),
        (lambda: bc.Affine(bc.AnyLaw(), 0, 1), "law must be a continuous law"),
        (lambda: bc.Mixture([bc.Normal(0, 1)], [2]), "weights must sum to 1 exactly, got 2"),
        (lambda: bc.Mixture([bc.Normal(0, 1), bc.Normal(1, 1)], [0, 1]), r"weights must be in \(0, oo\), got 0"),
        (lambda: bc.Mixture([]), "laws must be a list"),
        (lambda: bc.Mixture([bc.Poisson(1), bc.Normal(0, 1)]), "laws must be all discrete or all continuous"),
        (lambda: bc.Mixture([bc.Poisson(1), bc.Categorical(["1/2", "1/2"], ["a", "b"])]), "rational numbers as atoms"),
        (lambda: bc.Mixture([bc.Poisson(1), bc.Categorical(["1/2", "1/2"], [0.5, 1])]), "live on the integers"),
        (lambda: bc.Mixture([bc.Normal(0, 1), bc.MultivariateNormal(dim=2)]), "laws must be all discrete or all"),
        (lambda: bc.MultivariateNormal(), "takes dim, or mean and cov"),
        (lambda: bc.MultivariateNormal(dim=0), "dim must be an integer of at least 1"),
        (lambda: bc.MultivariateNormal([0, 0], [[1, 2], [2, 1]]), "positive definite"),
        (lambda: bc.MultivariateNormal([0, 0], [[1, 1], [0, 1]]), "symmetric"),
        (lambda: bc.MultivariateNormal([0, 0], [[1, 0]]), "2 x 2"),
        (lambda: bc.MultivariateNormal([0, float("nan")], [[1, 0], [0, 1]]), "mean must be finite"),
        (lambda: bc.MultivariateNormal([0], [[0]]), "positive definite"),
    ],
)
def test_bad_parameters_are_named_in_one_line(build, message):
    with pytest.raises(ValueError, match=message) as caught:
        build()
    assert "\n" not in str(caught.value)


def test_multivariate_normal():
    law = bc.MultivariateNormal([1, 2], [[2, 1], [1, 2]])
    assert law.mahalanobis([0, 0]) == sp.sqrt(2)
    assert law.marginal(1) == bc.Normal(2, sp.sqrt(2))
    draws = law.sample(np.random.default_rng(0), 20_000)
    assert np.allclose(draws.mean(axis=0), [1, 2], atol=0.05)
    assert np.allclose(np.cov(draws.T), [[2, 1], [1, 2]], atol=0.1)
    twin = bc.to_scipy(law)
    assert float(law.log_density(0, 0).evalf(20)) == pytest.approx(twin.logpdf([0, 0]))
    assert float(law.entropy.evalf(20)) == pytest.approx(float(twin.entropy()))
    assert bc.MultivariateNormal(dim=10**6).dim == 10**6
