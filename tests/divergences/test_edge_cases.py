"""Where digits are lost: densities that touch, gaps in a support, point masses, supports that nearly agree."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import pytest
import sympy as sp
from reference import laws as twins

import boundcalc as bc

U, N = bc.Uniform, bc.Normal


def between_normals(p, q, gamma, tiny):
    """(E_gamma - (1-gamma)_+) of two normals of equal means whose densities all but touch, by quadrature."""
    (s, t), reach = (p, q), 12 * mp.sqrt(tiny)

    def gap(x):
        a, b = (mp.exp(-x * x / (2 * r * r)) / (r * mp.sqrt(2 * mp.pi)) for r in (s, t))
        return a - gamma * b if s < t else gamma * b - a

    root = mp.findroot(gap, (reach / 100, reach), solver="anderson", tol=mp.mpf(10) ** -180)
    return 2 * mp.quad(gap, [0, root])


@pytest.mark.parametrize("digits", [20, 25, 40])
@pytest.mark.parametrize("mean", ["0", "1/3"])
def test_normal_densities_that_all_but_touch(digits, mean):
    with mp.workdps(110):
        tiny = mp.mpf(10) ** -digits
        wide = between_normals(mp.mpf(2), mp.mpf(1), mp.mpf(1) / 2 + tiny, tiny)
        narrow = between_normals(mp.mpf(1), mp.mpf(2), 2 - tiny, tiny)
    small = sp.Rational(1, 10**digits)
    for value, truth in (
        (bc.hockey_stick(N(mean, 2), N(mean, 1), sp.Rational(1, 2) + small) - (sp.Rational(1, 2) - small), wide),
        (bc.hockey_stick(N(mean, 1), N(mean, 2), 2 - small), narrow),
    ):
        enclosure = bc.evaluate(value, 15)
        exact = Fraction(mp.nstr(truth, 40))
        assert enclosure.digits >= 15
        assert enclosure.lower <= exact * (1 + Fraction(1, 10**30))
        assert enclosure.upper >= exact * (1 - Fraction(1, 10**30))


def test_order_one_counts_the_mass_where_the_other_law_lives():
    gaps = bc.Mixture([U(0, 1), U(3, 4)])
    assert bc.evaluate(bc.power_integral(U(0, 4), gaps, 1)).exact == Fraction(1, 2)
    assert bc.evaluate(bc.power_integral(bc.Bernoulli("1/3"), bc.Bernoulli(1), 1)).exact == Fraction(1, 3)
    assert bc.evaluate(bc.kl(U(0, 4), gaps)).lower == float("inf")
    assert bc.evaluate(bc.power_integral(gaps, U(0, 4), 2)).exact == 2


@pytest.mark.parametrize("alpha", ["1/2", "1", "2"])
def test_disjoint_supports_are_infinitely_far(alpha):
    for p, q in ((U(0, 1), U(2, 3)), (bc.DiscreteUniform(0, 3), bc.DiscreteUniform(4, 5))):
        value = bc.evaluate(bc.renyi(p, q, alpha))
        assert value.lower == value.upper == float("inf")
        assert bc.evaluate(bc.total_variation(p, q)).exact == 1


def test_point_masses_of_a_family():
    sure, half = bc.Geometric(1), bc.Geometric("1/2")
    assert bc.evaluate(bc.kl(half, sure)).lower == float("inf")
    assert bc.evaluate(bc.chi_square(half, sure)).lower == float("inf")
    assert bc.evaluate(bc.kl(sure, half), 20).to_string(20) == "0.69314718055994530941..."  # log 2
    assert bc.evaluate(bc.total_variation(sure, half)).exact == Fraction(1, 2)
    assert bc.evaluate(bc.chi_square(sure, half)).exact == 1


def test_supports_that_agree_to_twenty_digits():
    near = 1 + sp.Rational(1, 10**20)
    for pair in ((U(0, 1), U(0, near)), (U(0, near), U(0, 1))):
        assert bc.evaluate(bc.total_variation(*pair)).exact == Fraction(1, 10**20 + 1)
    # The same number written in two ways is one cut, and the laws are the same.
    two = U(0, sp.sqrt(2) + sp.sqrt(3)), U(0, sp.sqrt(5 + 2 * sp.sqrt(6)))
    assert bc.evaluate(bc.total_variation(*two)).upper < Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("p", "q"),
    [(bc.DiscreteUniform(1, 10**9), bc.Poisson(1)), (bc.Zipf(2, 10**9), bc.Zeta(2))],
    ids=str,
)
def test_too_many_atoms_are_refused_in_one_line(p, q):
    with pytest.raises(ValueError, match="too many atoms") as caught:
        bc.evaluate(bc.total_variation(p, q))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("a", "b"), [("1/2", "1/3"), ("1/3", "1/2"), ("1/7", "1/70"), ("9/10", "1/10")])
@pytest.mark.parametrize("gamma", ["1", "9/5", "1/100"])
def test_geometric_pairs_contain_the_sum(a, b, gamma):
    with mp.workdps(40):
        p, q, g = twins.geometric(a), twins.geometric(b), twins.exact(gamma)
        truth = Fraction(mp.nstr(mp.fsum(max(p.pmf(k) - g * q.pmf(k), 0) for k in range(1, 6_000)), 35))
    value = bc.evaluate(bc.hockey_stick(bc.Geometric(a), bc.Geometric(b), gamma), 20)
    assert value.lower <= truth + Fraction(1, 10**22)
    assert truth <= value.upper + Fraction(1, 10**30)
    assert value.width <= Fraction(1, 10**18)


def test_geometric_laws_with_a_million_atoms():
    value = bc.evaluate(bc.total_variation(bc.Geometric("1e-6"), bc.Geometric("2e-6")), 20)
    assert value.to_string(20) == "0.25000017328697209107..."  # (1-a)^k - (1-b)^k at the crossing, by mpmath


@pytest.mark.parametrize(
    ("p", "q", "gamma"),
    [
        (bc.Logistic("1/3", "2e-6"), bc.Logistic(-1000, 2000), 10**6),
        (bc.Affine(bc.StudentT(3), 10, "1e-6"), bc.Mixture([U(-1000, -997), bc.Exponential("1e-6")]), 10**6),
        (bc.Mixture([N(0, 1), N(10**6, "1e-6")]), bc.Mixture([bc.Laplace(0, 1000), bc.Cauchy(10**6, 1)]), 1),
        (bc.Gamma("17/3", "2/3"), bc.Mixture([N(-2, 2500000), bc.Logistic(10**6, "1/1000")]), 1),
        (bc.Mixture([bc.Logistic(10**6, 2), bc.Affine(bc.StudentT(1), 0, 10)], ["1/9", "8/9"]), bc.Cauchy(1, 30), 9),
        (bc.Logistic(-1000, 1), bc.Affine(bc.StudentT(40), 10**6, 10**6), 1),
    ],
    ids=str,
)
def test_scales_a_billion_apart_keep_their_digits(p, q, gamma):
    value = bc.evaluate(bc.hockey_stick(p, q, gamma), 15)
    assert value.digits >= 15
    other = 1 - gamma + gamma * bc.evaluate(bc.hockey_stick(q, p, sp.Rational(1, gamma)), 25)
    assert value.lower <= other.upper
    assert other.lower <= value.upper


def test_hellinger_of_a_light_and_a_heavy_tail():
    with mp.workdps(40):
        overlap = mp.nsum(lambda k: mp.sqrt(mp.mpf(2) ** -k * k**-3 / mp.zeta(3)), [1, 400])
        truth = Fraction(mp.nstr(mp.sqrt(1 - overlap), 30))
    value = bc.evaluate(bc.hellinger(bc.Geometric("1/2"), bc.Zeta(3)), 15)
    assert value.digits >= 15
    assert value.lower <= truth <= value.upper


def test_a_certain_rate_is_not_above_one():
    # On (0, 1) the ratio of Beta(1, 1) to ChiSquare(2) is 2 e^(x/2) > 2: the test always says P.
    rate = bc.evaluate(bc.test_rates(bc.Beta(1, 1), bc.ChiSquare(2), 2)[1], 12)
    assert 1 in rate
    assert rate.upper <= 1


def test_a_divergence_whose_integral_diverges_is_infinite_however_long_its_numbers():
    # 2 sd_Q^2 < sd_P^2: the exponent of p^2/q is positive.
    assert bc.chi_square(bc.Normal(0, "67503/2500"), bc.Normal(0, "22501/1500")) == sp.oo
    assert bc.chi_square(bc.Normal(0, "3/5"), bc.Normal(0, "1/3")) == sp.oo
