"""Balls contain what mpmath computes, in all three backends."""

import threading

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from boundcalc import Enclosure, evaluate
from boundcalc.numeric.ball import NoBallEvaluation
from boundcalc.numeric.multiprecision import mpf_to_fraction

n = sp.Symbol("n")
EXPRESSIONS = [
    sp.sqrt(2) / sp.pi,
    sp.exp(-sp.Rational(1, 3)) * sp.log(7),
    sp.gamma(sp.Rational(7, 3)) + sp.loggamma(100),
    sp.erf(sp.Rational(1, 10)) - sp.erfc(3),
    sp.binomial(50, 20) * sp.Rational(1, 3) ** 20,
    sp.harmonic(1000) + sp.zeta(3),
    sp.Max(sp.sqrt(3), sp.sqrt(5)) + sp.Min(sp.pi, 3),
    sp.floor(sp.pi * 10**20) / 10**20,
    sp.Abs(sp.sin(3)) * sp.atan(2),
    sp.Piecewise((sp.sqrt(2), sp.pi > 3), (1, True)),
    sp.Sum(1 / n**2, (n, 1, 50)),
    sp.LambertW(sp.Rational(1, 2)),
]


def twin(expr, digits):
    with mpmath.workdps(digits + 30):
        return mpf_to_fraction(mpmath.mpf(expr.evalf(digits + 20)))


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("digits", [5, 30, 200])
def test_ball_contains_the_independent_value(expr, digits):
    value = evaluate(expr, digits)
    assert value.guaranteed
    assert value.digits >= digits
    wide = abs(twin(expr, 300)) / 10**250
    assert value.lower - wide <= twin(expr, 300) <= value.upper + wide


def test_thousands_of_digits():
    assert evaluate(sp.pi, 5000).to_string(5000)[:-3] == str(sp.pi.evalf(5010))[:5001]


@settings(max_examples=50)
@given(st.fractions(min_value=0, max_value=1, max_denominator=100), st.integers(0, 30))
def test_polynomials_of_rationals_are_exact(p, k):
    q = sp.Rational(p.numerator, p.denominator)
    assert evaluate(q**k * (1 - q) ** 2 - sp.Rational(1, 7)).exact == p**k * (1 - p) ** 2 - sp.Rational(1, 7)


@pytest.mark.parametrize("expr", EXPRESSIONS[:2] + EXPRESSIONS[6:7], ids=str)
def test_float64_interval_contains_the_ball(expr):
    fast, sure = evaluate(expr, backend="float64"), evaluate(expr, 30)
    assert sure in fast
    assert fast.digits >= 12
    assert "IEEE 754" in fast.assumptions[0]


@pytest.mark.parametrize("expr", EXPRESSIONS[:5], ids=str)
def test_mpmath_is_never_guaranteed_and_agrees(expr):
    value = evaluate(expr, 30, backend="mpmath")
    assert not value.guaranteed
    assert evaluate(expr, 60) in value


def test_an_expression_that_is_zero_stays_an_honest_interval():
    hidden_zero = sp.sqrt(2) * sp.sqrt(3, evaluate=False) - sp.Pow(6, sp.Rational(1, 2), evaluate=False)
    value = evaluate(sp.Add(hidden_zero, 0, evaluate=False), 20)
    assert 0 in value


def test_symbols_and_unknown_functions_are_named():
    with pytest.raises(NoBallEvaluation, match="symbols n"):
        evaluate(sp.sqrt(n))
    with pytest.raises(NoBallEvaluation, match="Chi"):
        evaluate(sp.Chi(2))


@pytest.mark.parametrize("digits", [0, -1, 10**9, 1.5, "3", True])
def test_digits_out_of_range_are_refused(digits):
    with pytest.raises(ValueError, match="digits must be an integer from 1 to 100000"):
        evaluate(sp.pi, digits)


def test_unknown_backend_is_refused():
    with pytest.raises(ValueError, match="backend must be one of ball, float64, mpmath, got 'gpu'"):
        evaluate(sp.pi, backend="gpu")


def test_threads_do_not_disturb_each_others_precision():
    wanted = {d: evaluate(sp.pi, d) for d in (10, 200, 1000)}
    wrong = []

    def work(d):
        for _ in range(50):
            value = evaluate(sp.pi, d)
            if value.digits < d or not isinstance(value, Enclosure) or value != wanted[d]:
                wrong.append(d)

    threads = [threading.Thread(target=work, args=(d,)) for d in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
