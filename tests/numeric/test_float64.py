"""The float64 path: its error bounds against exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from boundcalc.numeric import evaluate
from boundcalc.numeric.float64 import Approximation, accurate_sum


@pytest.mark.parametrize(("value", "error"), [(1e-20, 1e-10), (1e-10, 1e-10), (0.0, 1e-10), (2.0, 1.0), (-1e-10, 1e-9)])
def test_the_square_root_covers_both_ends_of_its_argument(value, error):
    root = Approximation(value, error).sqrt()
    low, high = (Fraction(float(root.value)) + sign * Fraction(float(root.error)) for sign in (-1, 1))
    assert max(low, 0) ** 2 <= max(Fraction(value) - Fraction(error), 0)
    assert high**2 >= Fraction(value) + Fraction(error)


def test_numbers_beyond_the_range_are_refused_in_one_line():
    with pytest.raises(ValueError, match="beyond the range of float64"):
        evaluate(sp.Integer(10) ** 400 * sp.pi, backend="float64")


@pytest.mark.parametrize("scale", [1.0, 1e-300, 1e280])
def test_accurate_sums_are_within_two_roundings(scale):
    values = np.random.default_rng(0).random(40_000) ** 30 * scale
    exact = sum(map(Fraction, values.tolist()))
    assert abs(Fraction(accurate_sum(values)) - exact) <= 2 * exact / 2**53
