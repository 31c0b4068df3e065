"""Divergences contain independent values, closed forms equal certified integrals, infinity is infinity."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import mpmath as mp
import pytest
import sympy as sp
from reference import continuous, divergences

import boundcalc as bc
from boundcalc.divergences import HockeyStickDivergence, PowerIntegral, RelativeEntropy
from boundcalc.tradeoff import TradeOff

N, C = bc.Normal, bc.Cauchy


def agrees(expr, truth, digits, slack=0):
    """The enclosure is narrow, and the independent value (itself good to `digits`) is in it."""
    value = bc.evaluate(expr, digits)
    assert value.guaranteed
    if truth == 0:
        return value.exact == 0
    assert value.digits >= digits
    text = mp.nstr(truth, digits + 8)
    reach = abs(Fraction(text)) / 10 ** (digits - slack)
    return value.lower - reach <= Fraction(text) <= value.upper + reach


def same(first, second, digits=25):
    """Two enclosures of one number, both narrow."""
    a, b = bc.evaluate(first, digits), bc.evaluate(second, digits)
    if a.lower in (float("inf"),):
        return b.lower == a.lower
    scale = max(abs(a.lower), Fraction(1, 10**40))
    assert a.width <= scale / 10 ** (digits - 3)
    assert b.width <= scale / 10 ** (digits - 3)
    return a.lower <= b.upper and b.lower <= a.upper


# -- the values of the issue -------------------------------------------------------------------------------------------


def test_total_variation_of_two_normals_to_fifty_digits_without_cut_points():
    with mp.workdps(70):
        truth = mp.erf(1 / (4 * mp.sqrt(2)))
        assert agrees(bc.total_variation(N(0, 1), N("1/2", 1)), truth, 50)
        assert agrees(HockeyStickDivergence.unevaluated(N(0, 1), N("1/2", 1), 1), truth, 50)


def test_hockey_stick_at_e_of_the_gaussian_mechanism_with_noise_two():
    # The printed value belongs to sensitivity 1, sigma = 2, eps = 1: a shift of half a standard deviation.
    for build in (HockeyStickDivergence, HockeyStickDivergence.unevaluated):
        value = bc.evaluate(build(N(1, 2), N(0, 2), sp.E), 18)
        assert value.to_string(18) == "0.00682959498311457538..."
    with mp.workdps(40):
        assert agrees(bc.hockey_stick(N(1, 2), N(0, 2), sp.E), continuous.gaussian_mechanism_delta(1, 2, dps=35), 25)


def test_delta_of_the_gaussian_mechanism_is_tiny_and_not_zero():
    with mp.workdps(400):
        z = [mp.mpf(1) / 16 - 40, -mp.mpf(1) / 16 - 40]
        truth = mp.ncdf(z[0]) - mp.exp(5) * mp.ncdf(z[1])
    for build in (HockeyStickDivergence, HockeyStickDivergence.unevaluated):
        expr = build(N(1, 8), N(0, 8), sp.exp(5))
        assert agrees(expr, truth, 25)
        assert bc.evaluate(expr, 15).to_string(3) == "1.38...e-351"


def test_normal_against_cauchy_to_thirty_digits():
    p = continuous.normal_density(mp.mpf(0), mp.mpf(1))
    with mp.workdps(45):
        inner = list(continuous.sign_changes(lambda x: p(x) - 1 / (mp.pi * (1 + x * x)), mp.mpf(0), mp.mpf(9)))
        roots = sorted([*inner, *(-x for x in inner)])
        ends = [-mp.inf, *roots, mp.inf]
        truth = sum(abs((mp.ncdf(b) - mp.ncdf(a)) - (mp.atan(b) - mp.atan(a)) / mp.pi) for a, b in pairwise(ends)) / 2
    assert agrees(bc.total_variation(N(0, 1), C(0, 1)), truth, 30)
    assert agrees(bc.total_variation(C(0, 1), N(0, 1)), truth, 30)


# -- closed forms against the engine -----------------------------------------------------------------------------------

HOCKEY = [
    (N(0, 1), N("1/2", 1)),
    (N(0, 1), N(1, 2)),
    (N(1, 2), N(0, 1)),
    (N(0, 1), N(0, "1/2")),
    (bc.Laplace(0, 1), bc.Laplace(1, 1)),
    (bc.Laplace(0, 2), bc.Laplace(-3, 2)),
    (bc.Exponential(1), bc.Exponential(3)),
    (bc.Exponential(3), bc.Exponential(1)),
    (bc.LogNormal(0, 1), bc.LogNormal(1, "1/2")),
]


@pytest.mark.parametrize(("p", "q"), HOCKEY, ids=str)
@pytest.mark.parametrize("gamma", ["1", "3/2", "7", "2/5"])
def test_closed_hockey_stick_equals_the_engine(p, q, gamma):
    closed = bc.hockey_stick(p, q, gamma)
    assert not closed.has(HockeyStickDivergence)
    assert same(closed, HockeyStickDivergence.unevaluated(p, q, sp.Rational(gamma)))


POWER = [
    (N(0, 1), N(1, 2)),
    (bc.Exponential(1), bc.Exponential("3/2")),
    (bc.Gamma("1/2", 1), bc.Gamma("3/4", "2/3")),
    (bc.ChiSquare(3), bc.ChiSquare(2)),
    (bc.Exponential(1), bc.Gamma("3/2", "3/4")),
    (bc.Beta(2, "1/2"), bc.Beta(1, "3/4")),
    (bc.Pareto(2, 1), bc.Pareto(3, 1)),
    (bc.LogNormal(0, 1), bc.LogNormal(1, 1)),
    (bc.Weibull(2, 1), bc.Weibull(2, "3/2")),
    (bc.Laplace(0, 1), bc.Laplace(1, 1)),
]


@pytest.mark.parametrize(("p", "q"), POWER, ids=str)
@pytest.mark.parametrize("alpha", ["1/2", "2", "3/2", "1/3"])
def test_closed_power_integral_equals_the_engine(p, q, alpha):
    closed = bc.power_integral(p, q, alpha)
    assert not closed.has(PowerIntegral)
    assert same(closed, PowerIntegral.unevaluated(p, q, sp.Rational(alpha)), 20)


@pytest.mark.parametrize(
    ("p", "q"),
    [*POWER, (C(0, 1), C(1, 2)), (bc.Laplace(0, 1), bc.Laplace(1, 2)), (bc.Pareto(2, 2), bc.Pareto(3, 1))],
    ids=str,
)
def test_closed_relative_entropy_equals_the_engine(p, q):
    closed = bc.kl(p, q)
    assert not closed.has(RelativeEntropy)
    assert same(closed, RelativeEntropy.unevaluated(p, q), 20)


DISCRETE = [
    (bc.Poisson(2), bc.Poisson(3)),
    (bc.Geometric("1/3"), bc.Geometric("1/2")),
    (bc.NegativeBinomial(2, "1/3"), bc.NegativeBinomial(2, "1/4")),
    (bc.Binomial(5, "1/3"), bc.Binomial(5, "1/2")),
    (bc.Bernoulli("1/3"), bc.Bernoulli("1/2")),
]


@pytest.mark.parametrize(("p", "q"), DISCRETE, ids=str)
def test_closed_discrete_forms_equal_the_engine(p, q):
    if not isinstance(p, bc.Poisson):
        assert same(bc.kl(p, q), RelativeEntropy.unevaluated(p, q), 20)
    for alpha in ("1/2", "1/3"):
        expr = PowerIntegral.unevaluated(p, q, sp.Rational(alpha))
        assert same(bc.power_integral(p, q, alpha), expr, 20)
    if isinstance(p, bc.Poisson):
        return
    assert same(bc.power_integral(p, q, 2), PowerIntegral.unevaluated(p, q, sp.Integer(2)), 20)


# -- the engine against a naive quadrature -----------------------------------------------------------------------------


def density(law):
    x = sp.Symbol("x", real=True)
    return sp.lambdify(x, law.density(x), "mpmath")


CROSS = [
    (N(0, 1), bc.Laplace(0, 1), [-40, -5, 0, 5, 40]),
    (bc.StudentT(3), N(0, 1), [-mp.inf, -30, -5, 0, 5, 30, mp.inf]),
    (bc.Gamma(2, 1), bc.LogNormal(0, 1), [0, "0.001", 1, 4, 20, mp.inf]),
    (bc.Weibull(2, 1), bc.Exponential(1), [0, 1, 4, 8]),
    (bc.Uniform("1/4", 1), bc.Beta(2, 2), [0, "0.25", 1]),
    (bc.Mixture([N(-2, 1), N(2, 1)]), N(0, 2), [-30, -3, 0, 3, 30]),
    (bc.Logistic(0, 1), N(1, 2), [-60, -5, 0, 5, 60]),
    (bc.Affine(bc.StudentT(5), 1), bc.StudentT(5), [-mp.inf, -20, -3, 0, 1, 4, 20, mp.inf]),
]


@pytest.mark.parametrize(("p", "q", "cuts"), CROSS, ids=str)
@pytest.mark.parametrize("gamma", ["1", "3/2", "2/3"])
def test_hockey_stick_contains_the_quadrature(p, q, cuts, gamma):
    with mp.workdps(20):
        ends = [mp.mpf(c) for c in cuts]
        truth = divergences.hockey_stick(
            density(p), density(q), mp.mpf(sp.Rational(gamma).p) / sp.Rational(gamma).q, ends
        )
    assert agrees(bc.hockey_stick(p, q, gamma), truth, 15, slack=6)


@pytest.mark.parametrize(("p", "q", "cuts"), CROSS, ids=str)
def test_entropy_and_affinity_contain_the_quadrature(p, q, cuts):
    with mp.workdps(20):
        ends = [mp.mpf(c) for c in cuts]
        half = divergences.power_integral(density(p), density(q), mp.mpf(1) / 2, ends)
        value = bc.evaluate(bc.kl(p, q), 12)
        if value.is_finite:
            truth = divergences.relative_entropy(density(p), density(q), ends)
            assert abs(float(value) - float(truth)) < 1e-6
    assert agrees(bc.power_integral(p, q, "1/2"), half, 12, slack=6)


# -- infinity ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "p", "q"),
    [
        (bc.kl, C(0, 1), N(0, 1)),
        (bc.kl, C(0, 1), bc.Laplace(0, 1)),
        (bc.kl, bc.StudentT(2), N(0, 1)),
        (bc.kl, N(0, 1), bc.Exponential(1)),
        (bc.kl, bc.Uniform(0, 2), bc.Uniform(0, 1)),
        (bc.kl, bc.Pareto(1, 1), bc.Exponential(1)),
        (bc.kl, bc.Poisson(2), bc.Geometric("1/2")),
        (bc.kl, bc.Bernoulli("1/2"), bc.Bernoulli(1)),
        (bc.chi_square, C(0, 1), N(0, 1)),
        (bc.chi_square, N(0, 2), N(0, 1)),
        (bc.chi_square, N(0, sp.sqrt(2)), N(0, 1)),
        (bc.chi_square, bc.Laplace(0, 1), N(0, 1)),
        (bc.chi_square, bc.Beta("1/2", 1), bc.Uniform(-1, 2)),
        (bc.chi_square, bc.Geometric("1/3"), bc.Poisson(2)),
        (bc.chi_square, bc.NegativeBinomial(2, "1/3"), bc.Poisson(2)),
        (bc.renyi, bc.LogNormal(0, 1), bc.Exponential(1)),
    ],
)
def test_infinite_divergences_are_infinite(name, p, q):
    value = bc.evaluate(name(p, q), 15)
    assert value.lower == value.upper == float("inf")


@pytest.mark.parametrize(
    ("name", "p", "q"),
    [
        (bc.kl, bc.StudentT(3), N(0, 1)),
        (bc.kl, N(0, 1), C(0, 1)),
        (bc.kl, bc.Pareto(2, 1), bc.Exponential(1)),
        (bc.chi_square, N(0, 1), bc.Laplace(0, 1)),
        (bc.chi_square, N(0, "7/5"), N(0, 1)),
        (bc.kl, bc.Beta("1/2", 1), bc.Uniform(-1, 2)),
        (bc.chi_square, bc.Beta("51/100", 1), bc.Uniform(-1, 2)),
    ],
)
def test_finite_ones_next_to_them_are_finite(name, p, q):
    value = bc.evaluate(name(p, q), 10)
    assert value.is_finite
    assert value.digits >= 10


# -- discrete laws -----------------------------------------------------------------------------------------------------


def test_rational_masses_give_exact_rationals():
    p, q = bc.Categorical(["1/2", "1/3", "1/6"]), bc.Categorical(["1/4", "1/4", "1/2"])
    for gamma in (Fraction(1), Fraction(3, 2), Fraction(1, 3)):
        truth = sum(
            max(Fraction(a) - gamma * Fraction(b), 0)
            for a, b in zip(("1/2", "1/3", "1/6"), ("1/4", "1/4", "1/2"), strict=True)
        )
        assert bc.evaluate(bc.hockey_stick(p, q, gamma)).exact == truth
    assert bc.evaluate(bc.chi_square(p, q)).exact == Fraction(1) + Fraction(4, 9) + Fraction(1, 18) - 1
    assert bc.evaluate(bc.total_variation(bc.Uniform(0, 1), bc.Uniform("1/3", 2))).exact == Fraction(3, 5)
    two = bc.Product(bc.Bernoulli("1/2"), bc.Bernoulli("1/3")), bc.Product(bc.Bernoulli("1/3"), bc.Bernoulli("1/3"))
    assert bc.evaluate(bc.total_variation(*two)).exact == Fraction(1, 6)


MASSES = {
    "poisson": (bc.Poisson(2), lambda k: mp.exp(-2) * mp.mpf(2) ** k / mp.factorial(k)),
    "geometric": (bc.Geometric("1/3"), lambda k: mp.mpf(0) if k == 0 else (mp.mpf(2) / 3) ** (k - 1) / 3),
    "negative": (bc.NegativeBinomial(2, "1/3"), lambda k: (k + 1) * (mp.mpf(2) / 3) ** k / 9),
    "binomial": (
        bc.Binomial(6, "1/4"),
        lambda k: mp.binomial(6, k) * mp.mpf(3) ** (6 - k) / 4**6 if k < 7 else mp.mpf(0),
    ),
}


@pytest.mark.parametrize(("first", "second"), [pair for pair in product(MASSES, MASSES) if pair[0] != pair[1]])
def test_discrete_divergences_contain_the_sums(first, second):
    (p, f), (q, g) = MASSES[first], MASSES[second]
    with mp.workdps(30):
        for gamma in (1, 2):
            truth = divergences.discrete(f, g, lambda a, b, gamma=gamma: max(a - gamma * b, mp.mpf(0)), 250)
            assert agrees(bc.hockey_stick(p, q, gamma), truth, 18)
        truth = divergences.discrete(f, g, lambda a, b: mp.sqrt(a * b), 250)
        assert agrees(bc.power_integral(p, q, "1/2"), truth, 12)
        support = [k for k in range(250) if f(k) > 0]
        value = bc.evaluate(bc.kl(p, q), 15)
        if any(g(k) == 0 for k in support):
            assert value.lower == float("inf")
        else:
            truth = mp.fsum(f(k) * mp.log(f(k) / g(k)) for k in support)
            assert agrees(bc.kl(p, q), truth, 15)


def test_heavy_discrete_tails_keep_their_digits():
    value = bc.evaluate(bc.total_variation(bc.Zeta(2), bc.Zeta("11/10")), 30)
    assert value.digits >= 30
    with mp.workdps(40):
        ratio = mp.zeta(mp.mpf(11) / 10) / mp.zeta(2)
        last = int(mp.floor(ratio ** (mp.mpf(10) / 9)))  # k^(-2)/zeta(2) > k^(-1.1)/zeta(1.1)
        truth = mp.fsum(
            mp.mpf(k) ** -2 / mp.zeta(2) - mp.mpf(k) ** (-mp.mpf(11) / 10) / mp.zeta(mp.mpf(11) / 10)
            for k in range(1, last + 1)
        )
    assert agrees(bc.total_variation(bc.Zeta(2), bc.Zeta("11/10")), truth, 25)


# -- what must hold for every pair -------------------------------------------------------------------------------------

PAIRS = [
    (N(0, 1), C(0, 1)),
    (bc.Gamma(2, 1), bc.Weibull(2, 1)),
    (bc.StudentT(3), bc.Affine(bc.StudentT(3), 1, 2)),
    (bc.Mixture([N(0, 1), bc.Laplace(2, 1)]), bc.Logistic(0, 1)),
    (bc.Beta("1/2", "1/2"), bc.Uniform(0, 1)),
    (bc.Pareto(2, 1), bc.Exponential(1)),
    (bc.Poisson(3), bc.NegativeBinomial(3, "1/2")),
]


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=str)
def test_general_inequalities_and_the_two_sides(p, q):
    tv = bc.evaluate(bc.total_variation(p, q), 15)
    assert same(bc.total_variation(p, q), bc.total_variation(q, p), 15)
    for gamma in (Fraction(3, 2), Fraction(2, 3)):
        value = bc.evaluate(bc.hockey_stick(p, q, gamma), 15)
        other = 1 - gamma + bc.evaluate(bc.hockey_stick(q, p, 1 / gamma), 15) * gamma
        fpr, tpr = (bc.evaluate(rate, 15) for rate in bc.test_rates(p, q, gamma))
        for same_number in (other, tpr - fpr * gamma):
            difference = value - same_number
            assert difference.lower <= 0 <= difference.upper
            assert difference.width < Fraction(1, 10**12)
    if isinstance(p, bc.Mixture):
        return  # its integrals take seconds; they are compared with quadrature above
    hellinger = bc.evaluate(bc.hellinger(p, q), 6)
    assert hellinger.lower**2 <= tv.upper
    assert tv.lower <= hellinger.upper * Fraction(15, 10)
    entropy = bc.evaluate(bc.kl(p, q), 6)
    if entropy.is_finite:
        assert 2 * tv.lower**2 <= entropy.upper


def test_quantising_two_laws_through_the_same_cells_only_loses():
    edges = ["-2", "-1", "0", "1/2", "1", "2"]
    fine = bc.evaluate(bc.total_variation(N(0, 1), C(0, 1)), 15)
    coarse = bc.evaluate(bc.total_variation(bc.Quantised(N(0, 1), edges), bc.Quantised(C(0, 1), edges)), 15)
    assert 0 < coarse.lower <= coarse.upper < fine.lower


def test_symbols_give_the_formulas_of_the_textbook():
    s, t, m = sp.symbols("s t m", positive=True)
    x = sp.Symbol("x", real=True)
    assert sp.simplify(bc.kl(bc.Exponential(s), bc.Exponential(t)) - (sp.log(s / t) + t / s - 1)) == 0
    assert bc.kl(N(x, s), N(0, s)) == x**2 / (2 * s**2)
    phi = bc.functions.NormalCDF
    assert bc.hockey_stick(N(m, 1), N(0, 1), 1) == phi(m / 2) - phi(-m / 2)
    assert bc.chi_square(bc.Poisson(s), bc.Poisson(t)).subs({s: 2, t: 1}) == sp.E - 1
    node = bc.total_variation(bc.Gamma(s, 1), bc.Gamma(2, 1))
    assert node.free_symbols == {s}
    assert bc.evaluate(node.subs(s, 3), 15).digits >= 15
    assert "TV" in sp.latex(node)
    with pytest.raises(ValueError, match="still has the symbols s"):
        bc.evaluate(node)


def test_multivariate_normals_of_one_covariance():
    p, q = (bc.MultivariateNormal([m, 0], [[2, 1], [1, 2]]) for m in (1, 0))
    distance = sp.sqrt(sp.Rational(2, 3))
    assert same(bc.total_variation(p, q), bc.total_variation(N(distance, 1), N(0, 1)))
    assert sp.simplify(bc.kl(p, q) - sp.Rational(1, 3)) == 0
    with pytest.raises(ValueError, match="equal covariances"):
        bc.kl(p, bc.MultivariateNormal([0, 0], [[1, 0], [0, 1]]))


# -- trade-off curves --------------------------------------------------------------------------------------------------


def test_trade_off_curve_of_a_shift_is_the_textbook_one():
    from scipy.stats import norm

    curve = TradeOff.between(N(1, 1), N(0, 1))
    for a in ("1/1000", "1/2"):
        value = curve.tpr(a)
        assert float(value.lower) - 1e-9 <= norm.cdf(1 + norm.ppf(float(Fraction(a)))) <= float(value.upper) + 1e-9
        assert value.width < Fraction(1, 10**9)
    assert norm.cdf(0.5**0.5) == pytest.approx(float(curve.auc(points=12)), abs=5e-2)
    ends = TradeOff.between(bc.Uniform(0, 1), bc.Uniform(0, 2))
    assert (ends.tpr("1/10").exact, ends.fpr(1).exact) == (Fraction(1, 5), Fraction(1, 2))
    with pytest.raises(ValueError, match="needs numbers"):
        TradeOff.between(N(sp.Symbol("m", real=True), 1), N(0, 1))


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: bc.total_variation(N(0, 1), bc.Poisson(1)), "both be discrete or both be continuous"),
        (lambda: bc.total_variation(N(0, 1), bc.MultivariateNormal(dim=2)), "same dimension"),
        (lambda: bc.total_variation("Normal(0,1)", N(0, 1)), "p must be a boundcalc law"),
        (lambda: bc.hockey_stick(N(0, 1), N(1, 1), -1), r"gamma must be in \[0, oo\), got -1"),
        (lambda: bc.hockey_stick(N(0, 1), N(1, 1), float("nan")), "gamma must be finite"),
        (lambda: bc.hockey_stick(N(0, 1), N(1, 1), sp.oo), r"gamma must be in \[0, oo\)"),
        (lambda: bc.renyi(N(0, 1), N(1, 1), 0), r"alpha must be in \(0, oo\), got 0"),
        (lambda: bc.test_rates(N(0, 1), N(1, 1), -2), r"t must be in \[0, oo\)"),
        (lambda: bc.evaluate(bc.total_variation(bc.Counts({"a": 1, "b": 1}), bc.Poisson(1))), "no atoms in common"),
        (lambda: bc.evaluate(bc.total_variation(N(0, 1), C(0, 1)), backend="float64"), "use the ball backend"),
        (lambda: bc.evaluate(bc.total_variation(N(0, 1), C(0, 1)), backend="mpmath"), "use the ball backend"),
    ],
)
def test_bad_input_is_one_clear_line(build, message):
    with pytest.raises(ValueError, match=message) as caught:
        build()
    assert "\n" not in str(caught.value)
