"""Divergences with power laws: certified tails, against naive sums continued by Euler and Maclaurin in mpmath."""

from __future__ import annotations

import mpmath as mp
import pytest
import sympy as sp
from flint import fmpq

import boundcalc as bc
from boundcalc.divergences import power_integral

HALF = mp.mpf(1) / 2


def _zeta(s):
    total = mp.zeta(s)
    return lambda k: k ** -mp.mpf(s) / total


def _geometric(q):
    return lambda k: q * (1 - q) ** (k - 1)


def _poisson(rate):
    return lambda k: mp.exp(-rate + k * mp.log(rate) - mp.loggamma(k + 1))


def _mixture(weights, masses):
    return lambda k: sum(w * mass(k) for w, mass in zip(weights, masses, strict=True))


LAWS = {
    "zeta 3": (bc.Zeta(3), lambda: _zeta(3)),
    "zeta 7/2": (bc.Zeta("7/2"), lambda: _zeta("3.5")),
    "two zetas": (bc.Mixture([bc.Zeta(3), bc.Zeta(2)]), lambda: _mixture([HALF, HALF], [_zeta(3), _zeta(2)])),
    "zeta and Poisson": (
        bc.Mixture([bc.Poisson(4), bc.Zeta(3)], ["1/3", "2/3"]),
        lambda: _mixture([1 / mp.mpf(3), 2 / mp.mpf(3)], [_poisson(4), _zeta(3)]),
    ),
    "geometric": (bc.Geometric("1/3"), lambda: _geometric(1 / mp.mpf(3))),
    "Poisson": (bc.Poisson(3), lambda: _poisson(3)),
    "negative binomial": (
        bc.NegativeBinomial(3, "1/3"),
        lambda: lambda k: (k + 1) * (k + 2) / 2 * (1 / mp.mpf(3)) ** 3 * (2 / mp.mpf(3)) ** k,
    ),
    "two Poissons": (
        bc.Mixture([bc.Poisson(1), bc.Poisson(9)], ["1/3", "2/3"]),
        lambda: _mixture([1 / mp.mpf(3), 2 / mp.mpf(3)], [_poisson(1), _poisson(9)]),
    ),
}


def _sum(term):
    """The sum over k >= 1, from 200 on by the Euler-Maclaurin formula with a numerical integral and derivatives."""
    start = mp.mpf(200)
    tail = mp.quad(lambda u: term(start * mp.exp(u)) * start * mp.exp(u), [0, 2, 5, 10, 20, 40]) + term(start) / 2
    tail += -mp.diff(term, start) / 12 + mp.diff(term, start, 3) / 720 - mp.diff(term, start, 5) / 30240
    return mp.fsum(term(mp.mpf(k)) for k in range(1, 200)) + tail


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("zeta 7/2", "zeta 3"),
        ("zeta 3", "two zetas"),
        ("two zetas", "zeta 3"),
        ("zeta 3", "zeta and Poisson"),
        ("zeta 7/2", "geometric"),
        ("zeta 7/2", "Poisson"),
        ("zeta 3", "negative binomial"),
        ("zeta 7/2", "two Poissons"),
        ("geometric", "zeta 3"),
    ],
)
def test_relative_entropy_with_a_power_law_meets_euler_maclaurin(first, second):
    (p, p_mass), (q, q_mass) = LAWS[first], LAWS[second]
    value = bc.evaluate(bc.kl(p, q), 25)
    with mp.workdps(30):
        f, g = p_mass(), q_mass()
        naive = _sum(lambda k: f(k) * mp.log(f(k) / g(k)))
        assert abs(naive - mp.mpf(value.midpoint.numerator) / value.midpoint.denominator) < mp.mpf(10) ** -14
    assert value.guaranteed
    assert value.width < 10**-20


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("two zetas", "zeta 3", "5/4"), ("zeta 3", "two zetas", "2"), ("two zetas", "zeta 7/2", "1/2")],
)
def test_power_sums_of_power_laws_meet_euler_maclaurin(first, second, alpha):
    (p, p_mass), (q, q_mass) = LAWS[first], LAWS[second]
    value = bc.evaluate(power_integral(p, q, alpha), 25)
    with mp.workdps(30):
        f, g, a = p_mass(), q_mass(), _ratio(alpha)
        naive = _sum(lambda k: f(k) ** a * g(k) ** (1 - a))
        assert abs(naive - mp.mpf(value.midpoint.numerator) / value.midpoint.denominator) < mp.mpf(10) ** -14
    assert value.width < 10**-20


def _ratio(text):
    top, _, bottom = text.partition("/")
    return mp.mpf(top) / mp.mpf(bottom or 1)


def test_total_variation_of_power_laws_in_closed_form():
    # p - q is half the difference of the two zeta masses, positive at k = 1 alone
    value = bc.evaluate(bc.total_variation(bc.Zeta(3), bc.Mixture([bc.Zeta(3), bc.Zeta(2)])), 25)
    with mp.workdps(30):
        twin = (1 / mp.zeta(3) - 1 / mp.zeta(2)) / 2
        assert abs(twin - mp.mpf(value.midpoint.numerator) / value.midpoint.denominator) < mp.mpf(10) ** -20


def test_equal_leading_powers_cancel_exactly():
    # p - q/2 = zeta(2)-part cancels, what is left is the positive zeta(3)-part
    p, q = bc.Mixture([bc.Zeta(3), bc.Zeta(2)]), bc.Zeta(2)
    value = bc.evaluate(bc.hockey_stick(p, q, "1/2"), 20)
    assert value.lower <= 1 / 2 <= value.upper
    assert value.width < 10**-15


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (bc.Zeta(2), bc.Geometric("1/3")),
        (bc.Zeta("3/2"), bc.Poisson(3)),
        (bc.Zeta(2), bc.NegativeBinomial("5/2", "1/3")),
        (bc.Mixture([bc.Zeta(3), bc.Zeta(2)]), bc.Poisson(3)),
        (bc.Zeta(3), bc.Zipf(2, 10)),
    ],
    ids=str,
)
def test_relative_entropy_of_a_power_law_without_a_mean_is_infinite(p, q):
    assert bc.evaluate(bc.kl(p, q)).lower == float("inf")


@pytest.mark.parametrize(("s", "t", "infinite"), [(2, 3, True), (2, "29/10", False)])
def test_chi_square_of_power_laws_is_infinite_exactly_when_the_exponent_says_so(s, t, infinite):
    p = bc.Mixture([bc.Zeta(s), bc.Zeta(5)])
    value = bc.evaluate(bc.chi_square(p, bc.Zeta(t)))
    assert (value.lower == float("inf")) is infinite


def test_power_sums_of_poisson_mixtures_meet_a_finite_sum():
    p, q = LAWS["two Poissons"][0], bc.Poisson(3)
    value = bc.evaluate(power_integral(p, q, 2), 25)
    with mp.workdps(40):
        f, g = LAWS["two Poissons"][1](), _poisson(3)
        naive = mp.fsum(f(mp.mpf(k)) ** 2 / g(mp.mpf(k)) for k in range(400))
        assert abs(naive - mp.mpf(value.midpoint.numerator) / value.midpoint.denominator) < naive * mp.mpf(10) ** -22


def test_powers_that_no_float_tells_apart_are_put_in_order():
    """Zeta(2 + 1e-20) exceeds half of Zeta(2) up to about e^(7e19), and falls below it in the end."""
    from boundcalc.divergences.power_tail import PowerTail, sign_beyond

    near = bc.Zeta("2.00000000000000000001")
    tail = PowerTail.of(bc.Mixture([near, bc.Zeta(2)]), 100)
    assert tail.lead[0] == 2
    sides = [PowerTail.of(law, 100) for law in (near, bc.Zeta(2))]
    assert sign_beyond(*sides, fmpq(1, 2)) is None
    assert sign_beyond(*reversed(sides), fmpq(1, 2)) == 1


def test_equal_irrational_powers_are_one_power():
    from boundcalc.divergences.power_tail import PowerTail, sign_beyond

    sides = [PowerTail.of(bc.Zeta(s), 100) for s in (sp.sqrt(5 + 2 * sp.sqrt(6)), sp.sqrt(2) + sp.sqrt(3))]
    assert sign_beyond(*sides, fmpq(1)) == 0
