"""Enclosures contain, print outward, and never pretend."""

import json
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from boundcalc import Enclosure
from boundcalc.numeric.precision import working_precision
from boundcalc.numeric.rounding import decimal_digits

rationals = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)


@st.composite
def enclosures(draw):
    a, b = sorted((draw(rationals), draw(rationals)))
    t = draw(st.fractions(min_value=0, max_value=1, max_denominator=100))
    return Enclosure(a, b), a + t * (b - a)


@given(enclosures(), enclosures())
def test_arithmetic_contains_every_result(first, second):
    (x, a), (y, b) = first, second
    assert a + b in x + y
    assert a - b in x - y
    assert a * b in x * y
    assert abs(a) in abs(x)
    assert max(a, b) in x.maximum(y)
    assert min(a, b) in x.minimum(y)
    if not y.lower <= 0 <= y.upper:
        assert a / b in x / y


@given(enclosures(), st.integers(1, 30))
def test_decimal_ends_are_outward(pair, digits):
    x, _ = pair
    assert Fraction(x.lower_str(digits)) <= x.lower
    assert Fraction(x.upper_str(digits)) >= x.upper


@given(st.fractions(min_value=-10, max_value=10, max_denominator=10**9), st.integers(1, 40))
def test_printed_digits_are_digits_of_every_number_inside(centre, k):
    x = Enclosure(centre - Fraction(1, 10**k), centre + Fraction(1, 10**k))
    text = str(x)
    if text.endswith("..."):
        shown = Fraction(text[:-3])
        unit = Fraction(1, 10 ** len(text[:-3].split(".")[1]))
        for end in (x.lower, x.upper):
            assert abs(shown) <= abs(end) < abs(shown) + unit


@given(enclosures())
def test_json_and_pickle_keep_the_enclosure(pair):
    x, _ = pair
    data = json.loads(json.dumps(x.to_json(12)))
    assert Fraction(data["lower"]) <= x.lower
    assert Fraction(data["upper"]) >= x.upper
    assert pickle.loads(pickle.dumps(x)) == x
    assert hash(pickle.loads(pickle.dumps(x))) == hash(x)


def test_comparison_is_certain_or_an_error():
    assert Enclosure(1, 2) < Enclosure(3, 4)
    assert not Enclosure(3, 4) < Enclosure(1, 2)
    with pytest.raises(ValueError, match="overlap"):
        _ = Enclosure(1, 3) < Enclosure(2, 4)


def test_guarantee_is_lost_by_arithmetic_with_an_unguaranteed_number():
    assert not (Enclosure(0, 1) + Enclosure(0, 1, guaranteed=False)).guaranteed


def test_infinite_ends_stay_infinite():
    x = Enclosure(0, math.inf)
    assert (x + 1).upper == math.inf
    assert (x * Enclosure(-1, 1)).lower == -math.inf
    assert str(Enclosure(math.inf, math.inf)) == "inf"


def test_out_of_reach_exponents_are_rounded_outward():
    with working_precision(64):
        x = Enclosure.of_ball(arb(2) ** (-(10**9)))
    assert x.lower == 0 < x.upper


def test_wrong_order_and_nan_are_refused():
    with pytest.raises(ValueError, match="lower must not exceed upper"):
        Enclosure(2, 1)
    with pytest.raises(ValueError, match="lower must be"):
        Enclosure(math.nan, 1)


def test_straddled_leading_digit_is_printed_with_radius():
    assert str(Enclosure("0.49999999", "0.50000001")) == "0.50000000 ± 1e-08"


@pytest.mark.parametrize(
    "x", [0.5, Fraction(1, 2), Fraction(1, 3), 0.1, 3, np.float64(0.25), sp.Rational(2, 7), math.inf]
)
def test_an_exact_enclosure_is_its_number_in_every_comparison(x):
    e = Enclosure.point(x)
    assert e == x
    assert x == e
    assert e <= x <= e
    assert not e < x
    assert not e > x
    assert hash(e) == hash(Fraction(x) if isinstance(x, sp.Rational) else x) or x == 0.1  # 0.1 means 1/10
    assert len({e, Enclosure.point(x), Enclosure(e.lower, e.upper, guaranteed=False)}) == 1


@given(enclosures(), enclosures())
def test_equality_follows_from_order_and_implies_one_hash(first, second):
    (x, a), (y, _) = first, second
    for other in (x, y, a, Enclosure.point(a)):
        try:
            both = x <= other and x >= other
        except ValueError:
            continue
        assert both == (x == other)
        assert not both or hash(x) == hash(other)
    assert x == Enclosure(x.lower, x.upper)
    assert (x == a) == (x.exact == a)


def test_what_is_no_number_is_not_equal():
    for other in (None, "1/2", [1], float("nan"), True):
        assert Enclosure("1/2", "1/2") != other


@pytest.mark.parametrize(
    ("x", "digits", "up", "down"),
    [("9.996", 3, (100, -1), (999, -2)), ("-9.996", 3, (-999, -2), (-100, -1)), ("0.99", 1, (1, 0), (9, -1))],
)
def test_a_carry_keeps_the_number_of_figures(x, digits, up, down):
    assert decimal_digits(Fraction(x), digits, "up") == up
    assert decimal_digits(Fraction(x), digits, "down") == down


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6), st.integers(1, 12))
def test_rounded_numbers_have_the_figures_asked_for(x, digits):
    for direction in ("up", "down", "toward-zero"):
        m, e = decimal_digits(x, digits, direction)
        assert m == 0 or len(str(abs(m))) == digits
        shown = m * Fraction(10) ** e
        assert {"up": shown >= x, "down": shown <= x, "toward-zero": abs(shown) <= abs(x)}[direction]


def test_a_product_with_a_sympy_number_is_an_enclosure():
    e = Enclosure("1/3", "1/2")
    for product in (sp.Rational(1, 3) * e, e * sp.Rational(1, 3)):
        assert product == Enclosure("1/9", "1/6")
    with pytest.raises(sp.SympifyError):
        sp.sympify(e)
