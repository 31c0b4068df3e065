"""Enclosures contain, print outward, and never pretend."""

import json
import math
import pickle
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from boundcalc import Enclosure
from boundcalc.numeric.precision import working_precision

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
