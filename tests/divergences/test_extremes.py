"""Divergences at large parameters, orders and gammas, and at ordinary decimals, contain independent values quickly."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import pytest
import sympy as sp

import boundcalc as bc

N, G = bc.Normal, bc.Gamma


def contains(expr, truth, digits=12, known=20):
    """The enclosure is narrow and contains an independent value that is known to so many digits."""
    value = bc.evaluate(expr, digits)
    exact = Fraction(mp.nstr(truth, known + 10))
    slack = abs(exact) / 10**known
    return value.guaranteed and value.digits >= digits and value.lower - slack <= exact <= value.upper + slack


def mpf(text):
    f = Fraction(text)
    return mp.mpf(f.numerator) / f.denominator


# -- ordinary decimals -------------------------------------------------------------------------------------------------


def normal_hockey_stick(m, s, mm, ss, gamma):
    """E_gamma(N(m, s^2) || N(mm, ss^2)), s != ss, from the roots of the quadratic log-likelihood ratio."""
    a, b = 1 / ss**2 - 1 / s**2, m / s**2 - mm / ss**2  # log p/q = (a x^2 + 2 b x + c)/2
    c = mm**2 / ss**2 - m**2 / s**2 + 2 * mp.log(ss / (s * gamma))
    root = b * b - a * c
    if root <= 0:
        return max(mp.mpf(0), 1 - gamma) if a < 0 else 1 - gamma
    low, high = sorted([(-b - mp.sqrt(root)) / a, (-b + mp.sqrt(root)) / a])
    inside = [mp.ncdf((high - u) / v) - mp.ncdf((low - u) / v) for u, v in ((m, s), (mm, ss))]
    return inside[0] - gamma * inside[1] if a < 0 else (1 - inside[0]) - gamma * (1 - inside[1])


@pytest.mark.parametrize("gamma", ["1", "1.2345678", "0.87654321"])
@pytest.mark.parametrize(
    "pair",
    [
        (("1", "3.14159265"), ("0", "2.71828183")),
        (("0", "2.71828183"), ("1", "3.14159265")),
        (("0", "1/2000"), ("0", "1")),
        (("-0.333333333", "0.000123456"), ("12.3456789", "98.7654321")),
    ],
    ids=str,
)
def test_normals_and_log_normals_with_ordinary_decimals(pair, gamma):
    (m, s), (mm, ss) = pair
    with mp.workdps(60):
        truth = normal_hockey_stick(*map(mpf, (m, s, mm, ss, gamma)))
        if truth == 0:
            assert bc.evaluate(bc.hockey_stick(N(m, s), N(mm, ss), gamma)).exact == 0
            return
        assert contains(bc.hockey_stick(N(m, s), N(mm, ss), gamma), truth)
        assert contains(bc.hockey_stick(bc.LogNormal(m, s), bc.LogNormal(mm, ss), gamma), truth)


def test_laws_whose_parameters_are_long_decimals_have_no_giant_powers():
    law = bc.Weibull("0.600623393", "2.402493572")
    with mp.workdps(40):
        truth = mp.exp(-((mp.mpf("1.7") / mpf("2.402493572")) ** mpf("0.600623393")))
        assert contains(law.survival("1.7"), truth)
        truth = (mpf("2.402493572") / mp.mpf(9)) ** mpf("0.000747123")
        assert contains(bc.Pareto("0.000747123", "2.402493572").survival(9), truth)


# -- large parameters --------------------------------------------------------------------------------------------------


def test_total_variation_of_gamma_laws_of_neighbouring_shapes():
    # p/q = (a/x)^-1 up to constants: the densities of shapes a and a + 1 cross at x = a.
    with mp.workdps(40):
        for a in (50, 1000, 10**4):
            # P(a, a) - P(a + 1, a) = a^a e^-a / Gamma(a + 1)
            truth = mp.exp(a * mp.log(a) - a - mp.loggamma(a + 1))
            for digits in (6, 10, 15, 25):
                value = bc.evaluate(bc.total_variation(G(a, 1), G(a + 1, 1)), digits)
                assert value.digits >= digits
                assert abs(Fraction(mp.nstr(truth, 35)) - value.midpoint) <= value.width + Fraction(1, 10**32)
    assert bc.evaluate(bc.total_variation(G(1000, 1), G(1001, 1)), 15).to_string(14) == "0.012614611348721..."


def test_large_degrees_of_freedom():
    with mp.workdps(40):
        nu = mp.mpf(10) ** 6
        # Delta of the density of t_nu against the normal: phi(x) (x^4 - 2 x^2 - 1)/(4 nu) + O(1/nu^2).
        first = mp.quad(lambda x: abs(x**4 - 2 * x**2 - 1) * mp.npdf(x), [0, mp.sqrt(1 + mp.sqrt(2)), 12]) / (4 * nu)
    value = bc.evaluate(bc.total_variation(bc.StudentT(10**6), N(0, 1)), 12)
    assert value.digits >= 12
    assert abs(float(value) / float(first) - 1) < 1e-5
    with mp.workdps(60):
        a, n = mp.mpf(10) ** 6, 10**6
        # Beta(n, n) and Beta(n + 1, n): p/q = 1/(2x) crosses 1 at 1/2; the difference there is half the density sum.
        truth = mp.exp(mp.loggamma(2 * a) - 2 * mp.loggamma(a) - 2 * a * mp.log(2)) / a
        assert contains(bc.total_variation(bc.Beta(n, n), bc.Beta(n + 1, n)), truth)
        # chi-square laws of df and df + 1, by the root of their ratio
        k = 10**6
        x = 2 * mp.exp(2 * (mp.loggamma(mp.mpf(k + 1) / 2) - mp.loggamma(mp.mpf(k) / 2)))
        density = lambda df: mp.exp((df / 2 - 1) * mp.log(x / 2) - x / 2 - mp.loggamma(df / 2)) / 2  # noqa: E731
        assert abs(density(mp.mpf(k)) / density(mp.mpf(k + 1)) - 1) < mp.mpf(10) ** -40
    one, two = bc.ChiSquare(k), bc.ChiSquare(k + 1)
    there = sp.Rational(mp.nstr(x, 60))
    gap = bc.evaluate(one.cdf(there), 25) - bc.evaluate(two.cdf(there), 25)
    value = bc.evaluate(bc.total_variation(one, two), 15)
    assert value.digits >= 15
    assert gap.lower - Fraction(1, 10**18) <= value.upper
    assert value.lower <= gap.upper + Fraction(1, 10**18)


def test_two_binomials_with_many_trials():
    with mp.workdps(60):
        p, q, n = mp.mpf(1) / 3, mp.mpf(3) / 10, 5000
        # p/q rises: the test says P beyond one count.
        k = int(mp.floor(n * mp.log((1 - q) / (1 - p)) / mp.log(p * (1 - q) / (q * (1 - p))))) + 1
        logs = [
            lambda j, r=r: (
                mp.loggamma(n + 1)
                - mp.loggamma(j + 1)
                - mp.loggamma(n - j + 1)
                + j * mp.log(r)
                + (n - j) * mp.log(1 - r)
            )
            for r in (p, q)
        ]
        tails = [mp.fsum(mp.exp(log(j)) for j in range(k, 2600)) for log in logs]
        truth = tails[0] - tails[1]
        assert contains(bc.total_variation(bc.Binomial(n, "1/3"), bc.Binomial(n, "3/10")), truth)


# -- large orders ------------------------------------------------------------------------------------------------------


def renyi_twin(log_p, log_q, order, peak, reach):
    """log(int p^a q^(1-a))/(a-1) by quadrature around the peak of the integrand."""
    exponent = lambda x: order * log_p(x) + (1 - order) * log_q(x)  # noqa: E731
    top = exponent(peak)
    cuts = [peak + reach * t for t in range(-30, 31, 3)]
    return (top + mp.log(mp.quad(lambda x: mp.exp(exponent(x) - top), cuts))) / (order - 1)


def test_renyi_of_order_a_hundred_thousand():
    order = 10**5
    with mp.workdps(40):
        # Cauchy: the integrand peaks where the ratio does.
        s, scale = mpf("3.14159265"), mp.mpf(3)
        log_p = lambda x: mp.log(s / mp.pi) - mp.log(s**2 + (x - 1) ** 2)  # noqa: E731
        log_q = lambda x: mp.log(scale / mp.pi) - mp.log(scale**2 + x**2)  # noqa: E731
        slope = lambda x: order * mp.diff(log_p, x) + (1 - order) * mp.diff(log_q, x)  # noqa: E731
        peak = mp.findroot(slope, 4)
        reach = 1 / mp.sqrt(-mp.diff(slope, peak))
        truth = renyi_twin(log_p, log_q, order, peak, reach)
        assert contains(bc.renyi(bc.Cauchy(1, "3.14159265"), bc.Cauchy(0, 3), order), truth)
        # Logistic laws: p^a q^(1-a) = e^{z+1} ... is known in closed form in t = F_q.
        # With y = e^{-x}: p/q = e ((1 + y)/(1 + e y))^2, and q dx = dy/(1 + y)^2.
        exponent = lambda t: order * (1 + 2 * mp.log((1 + t) / (1 + mp.e * t))) - 2 * mp.log(1 + t)  # noqa: E731
        cuts = [mp.mpf(k) / order for k in range(0, 60, 4)]
        truth = (order + mp.log(mp.quad(lambda t: mp.exp(exponent(t) - order), cuts))) / (order - 1)
        assert contains(bc.renyi(bc.Logistic(1, 1), bc.Logistic(0, 1), order), truth)
        # Normal laws, long decimals.
        a, b, d = mpf("3.14159265"), mpf("3.71828183"), mp.mpf(1)
        pooled = order * b**2 + (1 - order) * a**2
        truth = order * d**2 / (2 * pooled) + mp.log(b / a) + mp.log(b**2 / pooled) / (2 * (order - 1))
        assert contains(bc.renyi(N(1, "3.14159265"), N(0, "3.71828183"), order), truth)


def test_renyi_of_a_mixture_of_order_sixty_four():
    with mp.workdps(50):
        w, order = mp.mpf(1) / 100, 64
        moments = [
            mp.binomial(order, k) * w**k * (1 - w) ** (order - k) * mp.exp(mp.mpf(k * (k - 1)) / 2)
            for k in range(order + 1)
        ]
        truth = mp.log(mp.fsum(moments)) / (order - 1)
        law = bc.Mixture([N(0, 1), N(1, 1)], ["99/100", "1/100"])
        assert contains(bc.renyi(law, N(0, 1), order), truth)


def test_large_families_have_short_divergences():
    with mp.workdps(60):
        a, b, r, t = mp.mpf(10) ** 6, mp.mpf(10) ** 6 + 1, mpf("3.14159265"), mpf("3.14")
        kl = (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b) + b * mp.log(r / t) + a * (t / r - 1)
        assert contains(bc.kl(G(10**6, "3.14159265"), G(10**6 + 1, "3.14")), kl)
        n, p, q = 10**6, mpf("0.314159"), mpf("0.314")
        assert contains(
            bc.chi_square(bc.Binomial(n, "0.314159"), bc.Binomial(n, "0.314")),
            (p * p / q + (1 - p) ** 2 / (1 - q)) ** n - 1,
        )
        rate, other = mpf("3.14159265"), mp.mpf(3)
        log = lambda t: rate**t * other ** (1 - t) - t * rate - (1 - t) * other  # noqa: E731
        assert contains(bc.renyi(bc.Poisson("3.14159265"), bc.Poisson(3), 500), log(500) / 499)


# -- extreme gammas ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", ["1e-300", "1e-30", "1e30", "1e300", "1e3000"])
def test_hockey_sticks_at_extreme_gammas(gamma):
    g = Fraction(gamma)
    with mp.workdps(3100):
        z = mpf(gamma)
        # Normal shift by one.
        cut = mp.log(z)
        truth = mp.ncdf(mp.mpf(1) / 2 - cut) - z * mp.ncdf(-mp.mpf(1) / 2 - cut)
        if g >= 1 and g < 10**300:
            assert contains(bc.hockey_stick(N(1, 1), N(0, 1), gamma), truth)
        # Laplace against a Cauchy law is below any large gamma; a Cauchy law against it is not.
        light, heavy = bc.Laplace(0, 1), bc.Cauchy(0, 1)
        if g > 10:
            assert bc.evaluate(bc.hockey_stick(light, heavy, gamma)).exact == 0
            x = mp.findroot(lambda x: x - mp.log(mp.pi * z * (1 + x * x) / 2), mp.log(z) + 5)
            truth = 1 - 2 / mp.pi * mp.atan(x) - z * mp.exp(-x)
            assert contains(bc.hockey_stick(heavy, light, gamma), truth)
        else:
            # int (p - g q)_+ = 1 - g + int (g q - p)_+, and Cauchy exceeds Laplace only far out.
            value = bc.evaluate(bc.hockey_stick(heavy, light, gamma), 20)
            assert value.lower <= 1 - g + g**2
            assert value.upper >= 1 - g
        # An exponential against a gamma law, both with one crossing.
        if g > 10:
            assert bc.evaluate(bc.hockey_stick(bc.Exponential(2), bc.Exponential(1), gamma)).exact == 0


@pytest.mark.parametrize("digits", [3, 12, 20])
@pytest.mark.parametrize(
    ("p", "q"),
    [(bc.ChiSquare(1), bc.Normal(-5, "1/3")), (bc.Normal(0, 1), bc.Normal(100, 1)), (bc.Normal(0, 1), bc.Normal(2, 1))],
)
def test_a_hellinger_distance_lies_in_the_unit_interval(p, q, digits):
    found = bc.evaluate(bc.hellinger(p, q), digits)
    assert 0 <= found.lower <= found.upper <= 1
