"""From what a user types to an exact number."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from boundcalc.numeric import evaluate
from boundcalc.numeric.exact import parse_rational, to_expr, to_integer, to_rational


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_means_its_shortest_decimal(x):
    assert to_rational(x) == Fraction(repr(x))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(1, 10**6))
def test_decimal_strings_and_quotients_are_exact(d, q):
    assert parse_rational(f"{d}") == Fraction(d)
    assert parse_rational(f"{d}/{q}") == Fraction(d) / q


@pytest.mark.parametrize("value", [3, Fraction(3), Decimal(3), np.int64(3), np.float64(3), "3", sp.Integer(3), "6/2"])
def test_every_kind_of_three_is_three(value):
    assert to_rational(value) == 3


def test_float32_means_its_own_shortest_decimal():
    assert to_rational(np.float32(0.1)) == Fraction(1, 10)


@pytest.mark.parametrize(
    "text", ["", "1/0", "one", "1e99999", "0x10", "1//2", "1+1", "nan", "inf", "__import__('os')", "1" * 200_000]
)
def test_malformed_numbers_are_refused(text):
    with pytest.raises(ValueError, match="p must"):
        parse_rational(text, "p")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan"), Decimal("NaN"), True, None, [1]])
def test_values_that_are_no_numbers_are_refused(value):
    with pytest.raises(ValueError, match="p must"):
        to_rational(value, "p")


def test_integers_name_their_minimum():
    assert to_integer("1e18", "n") == 10**18
    with pytest.raises(ValueError, match="n must be an integer of at least 1, got 0"):
        to_integer(0, "n")
    with pytest.raises(ValueError, match="n must be an integer of at least 1"):
        to_integer("2.5", "n")


def test_expressions_stay_symbolic():
    q = sp.Symbol("q")
    assert to_expr(q) is q
    assert to_expr(0.1) == sp.Rational(1, 10)


def test_a_root_of_two_close_large_primes_is_taken():
    """SymPy alone refuses it: it takes a composite of its own for a prime."""
    near = 180000000600000001 * 179999999400000001
    value = evaluate(sp.sqrt(near), 40)
    assert value.lower**2 <= near <= value.upper**2
