"""Worst cases of discrete data against enumeration, and laws that need no reference."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

from hypothesis import strategies as st
from mpmath import mp

import boundcalc as bc
from boundcalc.grammar import parse_law

from .. import evaluators as ev
from ..campaign import campaign
from ..draws import DIGITS, GAMMAS, SIZES, categorical, rationals, texts_of
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


def real_atom(n: int, p: Any, gamma: Any) -> Any:
    """`atom` for a real mass."""
    total = mp.mpf(0)
    for b in range(n + 1):
        gain = mp.mpf(b) / n - gamma * p if gamma >= 1 else p - mp.mpf(b) / n / gamma
        if gain > 0:
            total += comb(n, b) * p**b * (1 - p) ** (n - b) * gain
    return total


@campaign("discrete", weight=2, s=rationals("6/5", "6"), n=st.integers(1, 12), gamma=GAMMAS, digits=st.integers(3, 20))
def heavy_tails(s: str, n: int, gamma: str, digits: int) -> None:
    """Zeta data: the first atoms one by one, and the rest by Hurwitz' zeta function."""
    with mp.workdps(40):
        t, g = ev.real(s), ev.real(gamma)
        norm = mp.zeta(t)
        first = int((4 * n * max(g, 1) / norm) ** (1 / t)) + 2  # beyond, one count decides
        if first > 3000:
            return
        truth = mp.fsum(real_atom(n, k**-t / norm, g) for k in map(mp.mpf, range(1, first)))
        # There h = p (1-p)^n, or p - gamma p + gamma p (1-p)^n for gamma > 1.
        powers = [mp.zeta(t * (j + 1), first) / norm ** (j + 1) for j in range(n + 1)]
        missing = mp.fsum((-1) ** j * comb(n, j) * x for j, x in enumerate(powers))
        truth += missing if g <= 1 else (1 - g) * powers[0] + g * missing
        value = bc.Game(bc.Zeta(s), n=n, lam=gamma).delta(digits).value
        contains(value, truth, "heavy tail", Fraction(1, 10**28))


@campaign(
    "discrete",
    weight=2,
    law=st.sampled_from(["Geometric", "Poisson", "NegativeBinomial"]).flatmap(texts_of),
    n=st.integers(1, 12),
    gamma=GAMMAS,
    digits=st.integers(3, 20),
)
def light_tails(law: str, n: int, gamma: str, digits: int) -> None:
    """Infinitely many atoms with light tails: one by one until they no longer count."""
    kind, parameters = ev.parse(law)
    if any(x > 40 for x in parameters) or (kind != "Poisson" and parameters[-1] < Fraction(1, 20)):
        return
    with mp.workdps(40):
        values, g = [ev.real(x) for x in parameters], ev.real(gamma)
        if kind != "Poisson" and parameters[-1] == 1:
            return
        log_mass, first, _ = ev.DISCRETE[kind]
        truth, k, rest = mp.mpf(0), first(*parameters), mp.mpf(1)
        while rest > mp.mpf(10) ** -28 and k < 3000:
            p = mp.exp(log_mass(k, *values))
            truth += real_atom(n, p, g)
            rest -= p
            k += 1
        value = bc.Game(parse_law(law), n=n, lam=gamma).delta(digits).value
        contains(value, truth, "light tail", Fraction(1, 10**26) * (1 + k))
