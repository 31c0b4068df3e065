"""Binomial tails in balls: exact integers, and sizes at which nothing can be enumerated."""

from fractions import Fraction
from math import comb

import pytest
import sympy as sp
from flint import arb, fmpq

from boundcalc.functions import BinomialSF, _binomial, _binomial_tail
from boundcalc.numeric import evaluate
from boundcalc.numeric.precision import working_precision


@pytest.mark.parametrize(("n", "k"), [(4000, 1334), (4000, 1400), (4000, 1700), (9000, 3001), (9000, 3500)])
@pytest.mark.parametrize("slope", [0, 1])
def test_points_on_a_circle_contain_the_exact_sum(n, k, slope, monkeypatch):
    monkeypatch.setattr(_binomial_tail, "_TERMS", 1)
    ways, exact = comb(n, k) * 2 ** (n - k), 0  # C(n, i) 2^(n-i)
    for j in range(n - k + 1):
        exact += (2 + 5 * slope * j) * ways
        ways = ways * (n - k - j) // (2 * (k + j + 1))
    exact = Fraction(exact, 5 * 3**n)
    with working_precision(140):
        p, q = arb(fmpq(1, 3)), arb(fmpq(2, 3))
        first = _binomial.log_pmf_ball(_binomial.log_factorial(n), k, n, p, q).exp()
        found = _binomial_tail.upper_sum(k, n, p, q, first, arb(fmpq(2, 5)), slope)
        assert found.contains(arb(fmpq(exact.numerator, exact.denominator)))
        assert found.rel_accuracy_bits() > 90


@pytest.mark.parametrize("bits", [64, 128, 400])
@pytest.mark.parametrize("far", [0, 1, 4, 12])
def test_points_on_a_circle_contain_the_series(bits, far, monkeypatch):
    n = 10**7
    k = 3 * 10**6 + 1 + far * 1449
    with working_precision(bits):
        p, q = arb(fmpq(3, 10)), arb(fmpq(7, 10))
        first = _binomial.log_pmf_ball(_binomial.log_factorial(n), k, n, p, q).exp()
        found = _binomial_tail.upper_sum(k, n, p, q, first, arb(1), 1)
    with working_precision(bits + 100):
        monkeypatch.setattr(_binomial_tail, "_TERMS", 10**9)
        p, q = arb(fmpq(3, 10)), arb(fmpq(7, 10))
        first = _binomial.log_pmf_ball(_binomial.log_factorial(n), k, n, p, q).exp()
        series = _binomial_tail.upper_sum(k, n, p, q, first, arb(1), 1)
        assert found.contains(series)
        assert found.rel_accuracy_bits() > bits - 50


def test_the_smallest_tail_of_a_huge_binomial_is_one_term():
    # P(B >= 1) = 1 - (1 - 10^-21)^n, n = 25 10^21
    import mpmath

    n = 25 * 10**21
    with mpmath.workdps(80):
        exact = -mpmath.expm1(n * mpmath.log1p(-(mpmath.mpf(10) ** -21)))
        low, high = (Fraction(mpmath.nstr(exact + sign * mpmath.mpf(10) ** -60, 70)) for sign in (-1, 1))
    value = evaluate(BinomialSF(1, n, sp.Rational(1, 10**21)), 30)
    assert value.lower <= high
    assert value.upper >= low
    assert value.digits >= 30


def test_half_of_an_even_coin_is_symmetric():
    # P(B >= n/2) = 1/2 + C(n, n/2)/2^(n+1), and C(n, n/2)/2^n lies in sqrt(2/(pi n)) [1 - 1/(4n), 1].
    n = 10**40
    value = evaluate(BinomialSF(n // 2, n, sp.Rational(1, 2)), 50)
    half = evaluate(sp.sqrt(2 / (sp.pi * n)) / 2, 60)
    assert value.lower <= Fraction(1, 2) + half.upper
    assert value.upper >= Fraction(1, 2) + half.lower * (1 - Fraction(1, 4 * n))
    assert value.digits >= 50


@pytest.mark.parametrize("p", ["1/3", "1/1000003", "999999/1000000"])
@pytest.mark.parametrize("z", [-5, -1, 0, 1, 5])
def test_both_tails_add_up_to_one(p, z):
    n, q = 10**15, sp.Rational(p)
    k = int(n * q) + int(z * sp.sqrt(n * q * (1 - q)))
    upper, lower = evaluate(BinomialSF(k, n, q), 25), evaluate(BinomialSF(n - k + 1, n, 1 - q), 25)
    assert 1 in upper + lower
    assert min(upper.digits, lower.digits) >= 25
