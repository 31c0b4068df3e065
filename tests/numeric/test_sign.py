"""The sign of a number is certain, or open."""

from __future__ import annotations

import re

import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.numeric import evaluate
from boundcalc.numeric.ball import PrecisionTooLow
from boundcalc.numeric.sign import certain_sign, largest, sign_of, smallest

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


HIDDEN_ZERO = sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6))
UNKNOWN = sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1


def test_extremes_keep_what_no_ball_can_compare():
    x = sp.Symbol("x")
    assert largest(HIDDEN_ZERO, sp.Rational(-1, 10**60)) == HIDDEN_ZERO
    assert smallest(1, sp.exp(sp.Rational(1, 10**40))) == 1
    assert largest(1, x) == sp.Max(1, x)
    kept = largest(UNKNOWN, 0, -1)
    assert set(kept.args) == {UNKNOWN, sp.S.Zero}
    assert 0 in evaluate(kept)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: bc.Normal(0, HIDDEN_ZERO), "sd must be in (0, oo), got"),
        (lambda: bc.Normal(0, UNKNOWN), "sd must be in (0, oo): cannot tell"),
        (lambda: bc.GaussianDP(UNKNOWN), "mu must be in [0, oo): cannot tell"),
        (lambda: bc.Uniform(0, UNKNOWN), "b must be above a: cannot tell"),
        (lambda: bc.Quantised(bc.Normal(0, 1), [0, UNKNOWN]), "edges must rise: cannot tell"),
        (lambda: bc.Mixture([bc.Normal(0, 1), bc.Normal(1, 1)], [1 - UNKNOWN, UNKNOWN]), "weights must be in (0, oo)"),
        (lambda: bc.Categorical([1 - UNKNOWN, UNKNOWN]), "probs must be in [0, oo): cannot tell"),
        (lambda: bc.Categorical([1 - sp.I, sp.I]), "probs must be in [0, oo), got"),
        (lambda: bc.Affine(bc.StudentT(3), scale=UNKNOWN), "scale must not be 0: cannot tell"),
        (lambda: bc.Game(bc.Normal(0, 1), n=2, lam=UNKNOWN), "lam must be in (0, oo): cannot tell"),
        (lambda: bc.GeneralisationGap(1, loss_range=1 + UNKNOWN), "gap must be at most the loss range: cannot tell"),
    ],
)
def test_a_number_of_open_sign_is_refused_in_one_line(make, words):
    with pytest.raises(ValueError, match="^" + re.escape(words)) as error:
        make()
    assert "\n" not in str(error.value)


def test_a_hidden_zero_is_a_zero():
    """SymPy's Max refuses these numbers, and its comparisons leave them open."""
    learner = bc.PrivateLearner(epsilon=HIDDEN_ZERO, delta=HIDDEN_ZERO + sp.Rational(1, 10))
    assert "1/10" in bc.Game(None, learner, n=3, nu="1/3").bounds().upper.value
    game = bc.Game(None, bc.PrivateLearner(epsilon=1), n=3, lam=1 + HIDDEN_ZERO)
    assert game.bounds().upper.value.upper < 0.25
