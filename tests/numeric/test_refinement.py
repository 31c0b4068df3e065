"""Precision rises until the digits are certain: what fewer bits showed is kept, and garbage is no reason to stop."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq

import boundcalc as bc
from boundcalc.functions.node import Functional
from boundcalc.numeric import ContradictionError, evaluate
from boundcalc.numeric.precision import current_bits
from boundcalc.numeric.work import remembered, spend


class Third(Functional):
    """1/3, known with a radius that depends on the working precision."""

    def _value(self):
        return arb(fmpq(1, 3), RADII[self.args[0]](current_bits()))


RADII = {
    sp.Integer(0): lambda bits: arb(10) ** 200 if bits < 900 else arb(2) ** -bits,
    sp.Integer(1): lambda bits: arb(2) ** -40,
    sp.Integer(2): lambda bits: arb(2) ** -20 if bits < 80 else arb(2) ** 10,
}


def test_garbage_is_no_reason_to_stop():
    value = evaluate(Third(sp.Integer(0)), 20)
    assert value.digits >= 20
    assert Fraction(1, 3) in value


def test_a_limited_accuracy_is_an_honest_interval_for_any_number_of_digits():
    widths = {digits: evaluate(Third(sp.Integer(1)), digits).width for digits in (5, 12, 50, 200)}
    assert all(0 < width < Fraction(1, 10**10) for width in widths.values())


def test_more_bits_take_nothing_away():
    few, many = evaluate(Third(sp.Integer(2)), 5), evaluate(Third(sp.Integer(2)), 30)
    assert Fraction(1, 3) in few
    assert Fraction(1, 3) in many
    assert many.width <= few.width


def test_more_digits_are_never_wider():
    """At two digits this value needs several doublings, which show more than five digits did at once."""
    game = bc.Game(bc.Geometric(1 - Fraction(1, 10**23)), n=20_000, lam="1/5")
    widths = [game.delta(digits=digits).value.width for digits in (2, 3, 5, 8, 12, 15, 20, 30, 50)]
    assert widths == sorted(widths, reverse=True)


def test_effort_is_counted_so_that_what_was_calculated_before_changes_nothing():
    tried = []

    @remembered(maxsize=64)
    def garbage(bits):
        spend(1 << 16)
        return arb(0, arb(10) ** 200)

    class Costly(Functional):
        def _value(self):
            tried.append(current_bits())
            return garbage(current_bits())

    first = evaluate(Costly(), 20)
    steps, tried[:] = tuple(tried), ()
    assert evaluate(Costly(), 20) == first
    assert tuple(tried) == steps
    assert 1 < len(steps) < 8  # of 14 up to the last precision


def test_two_precisions_that_exclude_each_other_raise():
    class Torn(Functional):
        def _value(self):
            return arb(1 if current_bits() < 200 else 2, 0.25)

    with pytest.raises(ContradictionError, match="a number"):
        evaluate(Torn(), 20)
