"""Two certain statements that exclude each other raise; nothing is clamped."""

import pytest
from flint import arb, fmpq

from boundcalc.numeric import ContradictionError, Enclosure
from boundcalc.numeric.contradiction import meet, nonnegative, positive_part, within

NEGATIVE = [fmpq(-1, 3), arb(-1, 0.5), arb(-1), arb.neg_inf()]


@pytest.mark.parametrize("x", NEGATIVE)
def test_a_certainly_negative_number_is_no_probability(x):
    with pytest.raises(ContradictionError, match=r"Delta\(3, 1/2\) is at least 0"):
        nonnegative(x, "Delta", 3, fmpq(1, 2))
    with pytest.raises(ContradictionError, match=r"Delta is in \[0, 1\]"):
        within(x, 0, 1, "Delta")


@pytest.mark.parametrize("x", [fmpq(4, 3), arb(2, 0.5), arb.pos_inf()])
def test_nothing_certainly_above_one_is_a_probability(x):
    with pytest.raises(ContradictionError):
        within(x, 0, 1, "Delta")


@pytest.mark.parametrize(("ball", "low", "high"), [(arb(0, 1), 0, 1), (arb(1, 0.5), 0.5, 1), (arb(0.5, 3), 0, 1)])
def test_what_is_left_is_the_part_inside(ball, low, high):
    left = within(ball, 0, 1, "Delta")
    assert left.contains(arb(low))
    assert left.contains(arb(high))
    assert 0 <= left <= 1 or left.rad() < 0.51
    assert nonnegative(ball, "Delta").lower() >= 0


def test_a_ball_that_says_nothing_leaves_the_whole_range():
    left = within(arb.nan(), 0, 1, "Delta")
    assert left.contains(arb(0))
    assert left.contains(arb(1))
    assert meet(arb.nan(), arb(1, 1), "x").is_finite()


def test_disjoint_enclosures_of_one_number_raise():
    for x, y in [(arb(0, 1), arb(3, 1)), (fmpq(1, 2), arb(3, 1)), (arb(3, 1), fmpq(1, 2)), (fmpq(1), fmpq(2))]:
        with pytest.raises(ContradictionError, match="x"):
            meet(x, y, "x")
    with pytest.raises(ContradictionError):
        Enclosure(0, 1).intersection(Enclosure(2, 3))
    assert meet(arb(0, 2), arb(3, 2), "x").contains(arb(1.5))
    assert meet(fmpq(1), arb(1, 1), "x") == fmpq(1)


def test_a_positive_part_may_be_zero():
    assert positive_part(fmpq(-1, 3)) == 0
    assert positive_part(arb(-1, 0.5)) == 0
    assert positive_part(arb(0, 1)).contains(arb(1))
