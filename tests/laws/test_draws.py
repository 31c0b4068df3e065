"""Draws of every law follow the law's own masses and distribution function, at any size of the parameters."""

from collections import Counter

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy import stats

import boundcalc as bc
from boundcalc.functions._gamma_ratio import log_gamma_ratio
from boundcalc.functions._log_pmf import log_binomial, log_negative_binomial, log_poisson
from boundcalc.laws import LAWS, DiscreteLaw, draws
from boundcalc.laws.continuous import ContinuousLaw
from boundcalc.montecarlo import clopper_pearson
from boundcalc.numeric import evaluate

SIZE = 40_000


def assert_probability(hits, low, high=None):
    """The Clopper-Pearson interval of the hits meets [low, high]: of some hundred, one fails with chance 1e-5."""
    ends = clopper_pearson(int(np.sum(hits)), len(hits), "0.99999999")
    assert ends[0] <= (low if high is None else high), ends
    assert low <= ends[1], ends


def examples():
    found = [law for cls in LAWS.values() for law in cls.examples()]
    return [law for law in found if isinstance(law, DiscreteLaw | ContinuousLaw)]


@pytest.mark.parametrize("law", examples(), ids=str)
def test_draws_of_every_law_have_its_masses_or_distribution_function(law):
    drawn = law.sample(np.random.default_rng(1), SIZE)
    if isinstance(law, ContinuousLaw):
        low, high = law.support
        pilot = np.quantile(law.sample(np.random.default_rng(2), 2000), [0.005, 0.1, 0.5, 0.9, 0.995])
        for x in (sp.Rational(str(float(f"{v:.3g}"))) for v in pilot):
            if low < x < high:
                value = evaluate(law.cdf(x), 6)
                assert_probability(np.asarray(drawn) <= float(x), value.lower, value.upper)
        return
    cells = Counter(tuple(cell) if isinstance(cell, tuple) else cell for cell in _cells(drawn))
    for z, hits in cells.most_common(3):
        value = evaluate(list(law.mass_exprs())[z - 1] if isinstance(law, bc.Quantised) else law.mass_of(z), 6)
        assert_probability(np.arange(SIZE) < hits, value.lower, value.upper)


def _cells(drawn):
    return drawn if isinstance(drawn, list) else drawn.tolist()


mp = mpmath.mp.clone()
mp.dps = 60


def regular(a, x):
    return float(mp.gammainc(a, 0, x, regularized=True))


@pytest.mark.parametrize("shape", [1e-3, 0.5, 3.0, 9e5, 3e6, 1e12, 1e16])
def test_gamma_draws_at_any_shape(shape):
    drawn = draws.gamma(np.random.default_rng(3), shape, SIZE)
    for t in (-2.5, -1, -0.1, 0.3, 1, 3):
        at = shape + t * np.sqrt(shape)
        if at > 0:
            if shape < 1e5:
                chance = regular(shape, at)
            else:  # Edgeworth's first terms: the skewness is 2/sqrt(shape)
                chance = stats.norm.cdf(t) - (t * t - 1) * stats.norm.pdf(t) / (3 * np.sqrt(shape))
            assert_probability(drawn <= at, chance - 1e-6, chance + 1e-6)


@pytest.mark.parametrize("a", [3e6, 1e12, 1e15])
def test_beta_draws_at_large_parameters(a):
    drawn = draws.beta(np.random.default_rng(8), a, a, SIZE)
    for t in (-2.5, -1, 0, 0.3, 2):  # no skewness; the next term of Edgeworth's series is of order 1/a
        assert_probability(
            drawn <= 0.5 + t * np.sqrt(0.25 / (2 * a + 1)), stats.norm.cdf(t) - 1e-6, stats.norm.cdf(t) + 1e-6
        )


@pytest.mark.parametrize("rate", [1e-6, 3.0, 2e6, 1e9, 1e12, 9e15])
def test_poisson_draws_at_any_rate(rate):
    drawn = draws.poisson(np.random.default_rng(4), rate, SIZE)
    for t in (-2.5, -1, -0.1, 0.3, 1, 3):
        at = np.floor(rate + t * np.sqrt(rate))
        if rate < 1e5:
            chance = stats.poisson.cdf(at, rate)
        else:
            x = (at + 0.5 - rate) / np.sqrt(rate)
            chance = stats.norm.cdf(x) - (x * x - 1) * stats.norm.pdf(x) / (6 * np.sqrt(rate))
        assert_probability(drawn <= at, chance - 1e-6, chance + 1e-6)


@pytest.mark.parametrize("q", ["1/3", "1e-6", "1e-18", "1e-20", "1e-200"])
def test_geometric_draws_at_any_chance(q):
    # numpy's own stop at 2^63: for q = 1e-20 nine tenths of them are that number
    drawn = bc.Geometric(q).sample(np.random.default_rng(5), SIZE)
    for share in (0.01, 0.5, 1, 3):
        k = mp.floor(share / mp.mpf(float(sp.Rational(q))))
        assert_probability(drawn <= float(k), float(-mp.expm1(k * mp.log1p(-mp.mpf(float(sp.Rational(q)))))))
    assert len(np.unique(drawn)) > SIZE / 2 or q in ("1/3", "1e-6")


@pytest.mark.parametrize(("r", "q"), [("1/1000", "1/100"), (3, "1/3"), (3, "1e-18"), ("1e6", "1e-6")])
def test_negative_binomial_draws(r, q):
    drawn = bc.NegativeBinomial(r, q).sample(np.random.default_rng(6), SIZE)
    r, q = float(sp.Rational(r)), float(sp.Rational(q))
    for share in (0, 0.3, 1, 2):
        at = np.floor(share * r * (1 - q) / q)
        assert_probability(drawn <= at, stats.nbinom.cdf(at, r, q) - 1e-9, stats.nbinom.cdf(at, r, q) + 1e-9)


def test_large_integers_tuples_and_cells_are_drawn_as_they_are():
    rng = np.random.default_rng(7)
    assert set(bc.DiscreteUniform(10**20, 10**20 + 1).sample(rng, 50).tolist()) == {10**20, 10**20 + 1}
    assert set(bc.Categorical(["1/2", "1/2"], [2**63, -1]).sample(rng, 50).tolist()) == {2**63, -1}
    assert set(bc.Categorical(["1/2", "1/2"], [(0, 1), (1, 0)]).sample(rng, 50).tolist()) == {(0, 1), (1, 0)}
    cells = bc.Quantised(bc.Normal(10**17, 1), [10**17]).sample(rng, SIZE)  # draws of the law are multiples of 16
    assert_probability(cells == 1, 0.5)


@pytest.mark.parametrize(
    ("law", "message"),
    [
        (bc.Poisson("1e18"), "rate is too large to be drawn in float64"),
        (bc.Binomial(10**19, "1/2"), "n must be at most"),
        (bc.DiscreteUniform(0, 2**63), "b - a must be less than"),
        (bc.NegativeBinomial("1e10", "1e-9"), "mean is too large to be drawn in float64"),
        (bc.Geometric("1e-400"), "q is too small to be drawn in float64"),
        (bc.Exponential("1e-400"), "rate is beyond what can be drawn in float64"),
        (bc.Gamma(2, "1e-400"), "rate is beyond what can be drawn in float64"),
    ],
    ids=str,
)
def test_what_float64_cannot_draw_is_refused(law, message):
    with pytest.raises(ValueError, match=message):
        law.sample(np.random.default_rng(0), 10)


# -- logarithms of masses against 60 digits ----------------------------------------------------------------------------


def around(mean, sd, most=None):
    ks = {0, 1, 2, *(max(0, int(mean + t * sd)) for t in (-5, -1, 0, 0.3, 2, 6))}
    return sorted(k for k in ks if most is None or k <= most) + ([] if most is None else [most])


@pytest.mark.parametrize("rate", [1e-9, 0.5, 3.0, 700.0, 1e6, 1e9, 1e12, 2.0**53])
def test_logarithm_of_poisson_masses(rate):
    for k in around(rate, rate**0.5):
        exact = -mp.mpf(rate) + k * mp.log(rate) - mp.loggamma(k + 1)
        assert float(log_poisson([k], rate)[0]) == pytest.approx(float(exact), rel=1e-12, abs=1e-11)
    assert log_poisson([-1], rate)[0] == -np.inf


@pytest.mark.parametrize("n", [1, 2, 7, 1000, 10**9, 10**12])
@pytest.mark.parametrize("p", [0.5, 1 / 3, 1e-3, 1e-9, 1 - 1e-6])
def test_logarithm_of_binomial_masses(n, p):
    for k in around(n * p, (n * p * (1 - p)) ** 0.5, n):
        exact = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
        exact += k * mp.log(p) + (n - k) * mp.log(1 - mp.mpf(p))
        # n p is a float64 number only to n units in the last place
        assert float(log_binomial([k], n, p)[0]) == pytest.approx(float(exact), rel=1e-12, abs=1e-11 + 2e-15 * n**0.5)
    assert log_binomial([-1, n + 1], n, p).tolist() == [-np.inf, -np.inf]


@pytest.mark.parametrize("r", [1e-3, 0.5, 1.0, 700.0, 1e9])
@pytest.mark.parametrize("q", [0.5, 1e-3, 1e-9, 1e-18, 1 - 1e-9])
def test_logarithm_of_negative_binomial_masses(r, q):
    for k in around(r * (1 - q) / q, (r * (1 - q)) ** 0.5 / q):
        exact = mp.loggamma(k + mp.mpf(r)) - mp.loggamma(r) - mp.loggamma(k + 1)
        exact += mp.mpf(r) * mp.log(q) + k * mp.log1p(-mp.mpf(q))
        if exact > -300:
            assert float(log_negative_binomial([k], r, q)[0]) == pytest.approx(float(exact), rel=1e-11, abs=1e-10)
    assert log_negative_binomial([0, 1], r, 1.0).tolist() == [0.0, -np.inf]


def test_masses_of_certain_values():
    assert bc.Binomial(5, 1).float_pmf([0, 3, 5]).tolist() == [0.0, 0.0, 1.0]
    assert bc.Binomial(5, 0).float_pmf([0, 3, 5]).tolist() == [1.0, 0.0, 0.0]
    assert bc.Poisson("1e-320").float_pmf([0, 1]).tolist() == [1.0, 0.0]
    assert bc.Game(bc.Binomial(5, 1), n=3).simulate(300, seed=0).estimate == 0


def test_ratios_of_gamma_functions():
    for a, b in ((3.5, 3.0), (1e6, 1e6 - 0.25), (1e15, 1e15 - 3)):
        exact = mp.loggamma(a) - mp.loggamma(b) - mp.mpf(0.25) * mp.log(a)
        assert log_gamma_ratio(a, b, 0.25) == pytest.approx(float(exact), rel=1e-15)
