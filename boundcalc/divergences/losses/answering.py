"""How a question to a composition of pairs is answered: from its profile in balls, else on ever finer grids."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

import sympy as sp
from flint import arb

from ...numeric import Enclosure
from ...numeric.ball import PrecisionTooLow
from ...numeric.contradiction import ContradictionError
from ...numeric.precision import bits_of, check_digits, working_precision
from .closed import closed, gathered
from .compose import GUARD, common_lattice, composed, room
from .fitted import Parts, fitted
from .moments import divergence
from .profile_search import BallProfile, Unknown
from .suffix_sums import SuffixSums

Tables: TypeAlias = tuple[SuffixSums, SuffixSums]
Ask: TypeAlias = Callable[[SuffixSums | BallProfile], arb]

_STEPS = (1 / 64, 1 / 128, 1 / 256, 1 / 512)
"""Steps of the grid in standard deviations of the loss."""
_ROUGHLY = 1 / 16
"""The step where a grid is there to choose by alone."""
LEAST_TAIL, MOST_TAIL = 64, 256
_LONGEST = 1 << 16
"""No finer grid is tried after one of this length."""
_VAGUE = 1e-4
"""Where a profile in balls tells no more than this, a grid may."""
BITS = (44, 88, 176, 352, 704, 1408)
"""Precisions of a profile that is known in balls."""


def answer(parts: Parts, ask: Ask, digits: int, most: int | None) -> Enclosure:
    """From the profile in balls where one is known, else from grids."""
    check_digits(digits)
    found: Enclosure | None = None
    for bits in BITS:
        if bits > max(352, 4 * bits_of(digits)):
            break
        try:
            with working_precision(bits):
                known = closed(parts)
                if known is None:
                    break
                end = ask(known)
                value = enclosed(end, end, most)
        except PrecisionTooLow:
            continue
        except Unknown:
            break
        found = value if found is None else met(found, value)
        if found.digits >= digits or found.lower == math.inf:
            return found
    alone = len(parts) == 1 and parts[0][1] == 1
    if found is not None and found.width < _VAGUE and (found.lower > 0 or alone):
        return found
    value = gridded(parts, ask, digits, most)
    return value if found is None else met(found, value)


def gridded(parts: Parts, ask: Callable[[SuffixSums], arb], digits: int, most: int | None) -> Enclosure:
    """Ask ever finer grids with ever longer tails, as either is what is missing, until the digits are certain; of
    losses that no grid can hold, one composition that they dominate, and one that dominates them.

    What is asked in which order does not depend on the digits, so that more digits are never wider.
    """
    check_digits(digits)
    most_told, least_told = fitted(parts)
    if most_told != parts:
        upper = gridded(most_told, ask, digits, most).upper
        return Enclosure(gridded(least_told, ask, digits, most).lower, upper)
    lattice = common_lattice(parts) is not None
    most_tail = MOST_TAIL + 8 * bits_of(digits) if lattice else MOST_TAIL
    place, tail, deeper = 0, LEAST_TAIL, False
    found: Enclosure | None = None
    while True:
        (above, below), longest = tables(parts, _STEPS[place], tail)
        with working_precision(above.grid.bits + GUARD):
            value = enclosed(ask(above), ask(below), most)
        before, found = found, value if found is None else met(found, value)
        if found.digits >= digits or found.lower == math.inf:
            return found
        if before is not None and not deeper and found.width == before.width:
            return found  # a finer grid has shown nothing
        known = found.lower > 0 and found.upper < 4 * found.lower
        idle = deeper and before is not None and 2 * found.upper > before.upper
        deeper = lattice or not (known or idle)  # whether the tails are what is missing
        if deeper and tail < most_tail:
            tail *= 2
        elif lattice or not found.lower or place + 1 == len(_STEPS) or longest > _LONGEST:
            return found
        else:
            place += 1
            if known:
                tail = max(tail, LEAST_TAIL - 32 * math.floor(math.log2(found.lower) / 32))


@lru_cache(maxsize=8)
def tables(parts: Parts, fineness: float, tail: int) -> tuple[Tables, int]:
    """The two ends of the law of L on a grid, tails of about 2^-tail cut off; and the length of the longest grid."""
    parts = gathered(parts)
    bits = tail + room(parts, tail)
    with working_precision(bits + GUARD):
        (above, below), longest = composed(parts, fineness, bits, tail)
        return (SuffixSums(above), SuffixSums(below)), longest


@lru_cache(maxsize=256)
def largest_loss(parts: Parts) -> arb:
    """The supremum of ln L, where it is known; else infinity."""
    try:
        with working_precision(128):
            return sum((count * divergence(pair, sp.oo) for pair, count in parts), arb(0))
    except ValueError:
        return arb.pos_inf()


def coarsest(parts: Parts) -> SuffixSums:
    """The upper end on the coarsest grid: what kappa, psi and tangents are chosen by, so that they are the same ones on
    every grid and every digit is of one number; what they bound holds on every grid."""
    return tables(fitted(parts)[0], _STEPS[0] if closed(parts) is None else _ROUGHLY, LEAST_TAIL)[0][0]


def enclosed(above: arb, below: arb, most: int | None) -> Enclosure:
    """The interval from the lower end of what lies below to the upper end of what lies above, in [0, most]."""
    if above < below:
        raise ContradictionError.of(above, f"at least {below.str(12)}", "the upper end of a privacy loss")
    if above < 0 or (most is not None and below > most):
        raise ContradictionError.of(above if above < 0 else below, f"in [0, {most}]", "an answer of a privacy loss")
    if not below.is_finite():
        return Enclosure(math.inf if below == arb.pos_inf() else 0, math.inf)
    low = max(Enclosure.of_ball(below).lower, 0)
    high = Enclosure.of_ball(above).upper if above.is_finite() else math.inf
    return Enclosure(low, high) if most is None else Enclosure(min(low, most), min(high, most))


def met(x: Enclosure, y: Enclosure) -> Enclosure:
    """What lies in both; none is an alarm."""
    if x.lower > y.upper or y.lower > x.upper:
        raise ContradictionError(f"contradiction: a privacy loss lies in {x!r} and in {y!r}; please report this")
    return Enclosure(max(x.lower, y.lower), min(x.upper, y.upper))
