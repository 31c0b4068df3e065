"""The sign of a number is certain, or open."""

from __future__ import annotations

import pytest
import sympy as sp

from boundcalc.numeric.ball import PrecisionTooLow
from boundcalc.numeric.sign import certain_sign, sign_of

ROOT = sp.sqrt
TINY = sp.Rational(1, 10**300)


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (sp.Rational(-3, 7), -1),
        (sp.pi - sp.Rational(355, 113), -1),
        (ROOT(2) + ROOT(3) - ROOT(5 + 2 * ROOT(6)), 0),
        (ROOT(2) + ROOT(3) - ROOT(5 + 2 * ROOT(6)) + TINY, 1),
        (1 / (ROOT(3) - ROOT(2)) - ROOT(3) - ROOT(2), 0),
        (sp.Integer(2) ** sp.Rational(1, 3) * ROOT(2) - sp.Integer(2) ** sp.Rational(5, 6) - TINY, -1),
        (ROOT(2 + TINY) - ROOT(2), 1),
        (sp.log(2) - sp.log(2), 0),
        (sp.log(6) - sp.log(2) - sp.log(3), 0),
        (sp.log(6) - sp.log(2) - sp.log(3) - sp.Rational(1, 10**60), -1),
        (sp.exp(sp.log(3) / 5) ** 5 - 3 + sp.cos(1) ** 2 + sp.sin(1) ** 2 - 1, None),
    ],
)
def test_zero_only_when_it_is_certain(number, sign):
    assert certain_sign(number) == sign


def test_an_open_sign_asks_for_more():
    with pytest.raises(PrecisionTooLow, match="cannot tell the sign"):
        sign_of(sp.cos(1) ** 2 + sp.sin(1) ** 2 - 1)
