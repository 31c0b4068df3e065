"""Worst cases of discrete data against enumeration, and laws that need no reference."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from hypothesis import strategies as st

import boundcalc as bc
from boundcalc.grammar import parse_law

from ..campaign import campaign
from ..draws import DIGITS, GAMMAS, SIZES, categorical, texts_of
from ..properties import mpmath_agrees
from ..verdicts import at_most, contains, in_unit, meet, not_wider


def atom(n: int, p: Fraction, gamma: Fraction) -> Fraction:
    """E(B/n - gamma p)_+ for gamma >= 1, E(p - B/(n gamma))_+ below, B ~ Bin(n, p): the sum itself."""
    total = Fraction(0)
    for b in range(n + 1):
        gain = Fraction(b, n) - gamma * p if gamma >= 1 else p - Fraction(b, n) / gamma
        if gain > 0:
            total += comb(n, b) * p**b * (1 - p) ** (n - b) * gain
    return total


@campaign("discrete", law=categorical(), n=st.integers(1, 60), gamma=GAMMAS, digits=DIGITS)
def worst_case(law: str, n: int, gamma: str, digits: int) -> None:
    """Every backend contains the sum over the binomials."""
    game = bc.Game(parse_law(law), n=n, lam=gamma)
    truth = sum(count * atom(n, Fraction(str(p)), Fraction(gamma)) for p, count in game.law.table())
    value = game.delta(digits).value
    contains(value, truth, "ball against enumeration")
    in_unit(value, "range")
    contains(game.delta(digits, backend="float64").value, truth, "float64 against enumeration")
    mpmath_agrees(game.delta().expr, value if value.exact is not None else game.delta(15).value)


LAWS = st.one_of(
    categorical(),
    *(
        texts_of(name)
        for name in ("Geometric", "Poisson", "Binomial", "NegativeBinomial", "Zipf", "DiscreteUniform", "Bernoulli")
    ),
)


@campaign("discrete", law=LAWS, n=SIZES, gamma=GAMMAS, digits=st.integers(3, 20))
def precisions_and_backends(law: str, n: int, gamma: str, digits: int) -> None:
    """More digits are not wider, float64 meets the ball, and the sandwich holds."""
    game = bc.Game(parse_law(law), n=n, lam=gamma)
    rough, fine = game.delta(digits).value, game.delta(digits + 12).value
    not_wider(rough, fine, "digits", digits + 12)
    in_unit(fine, "range")
    meet(game.delta(backend="float64").value, fine, "float64 against ball")
    tv = bc.Game(game.law, n=n).delta(digits).value
    at_most(fine, tv, "sandwich")
    larger = bc.Game(game.law, n=n + 1, lam=gamma).delta(digits).value
    at_most(larger, fine, "monotone in n")
