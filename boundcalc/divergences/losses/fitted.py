"""Losses that no grid can hold, between two compositions whose losses it can."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TypeAlias

import sympy as sp
from flint import arb

from ...numeric.precision import working_precision
from .discretise import FARTHEST, spread
from .mechanisms import Exchanged, Finite
from .mixed import mixed
from .noises import Exchange
from .pair import Pair, Reversed, Sampled

Parts: TypeAlias = tuple[tuple[Pair, int], ...]
"""(pair, how often it is composed)."""

_LEAST, MOST_LOSS = 1e-9, 300.0
_BEYOND = 1e-3
"""More than this of the mass at losses that no node stands for, and a grid would say nothing."""

TOLD = Finite(((sp.S.One, sp.S.Zero), (sp.S.Zero, sp.S.One)))
"""Everything is told: it dominates every pair."""
HIDDEN = Finite(((sp.S.One, sp.S.One),))
"""Nothing is told: every pair dominates it."""


def told(pair: Pair) -> Pair:
    """A pair that dominates this one, with no losses but those of its sampling: where it takes part, it is told."""
    if isinstance(pair, Reversed):
        return told(pair.pair).reversed()
    if isinstance(pair, Sampled):
        return Sampled(told(pair.pair), pair.rate)
    if isinstance(pair, Exchange):
        return Exchange(told(pair.pair))
    if isinstance(pair, Exchanged) and pair.rate != 1:
        rest = 1 - pair.rate
        return Finite(((rest, rest), (pair.rate, sp.S.Zero), (sp.S.Zero, pair.rate)))
    parts = getattr(pair, "parts", None)
    if parts and all(isinstance(part, Pair) for part, _ in parts):  # a mixture
        return mixed([(told(part), weight) for part, weight in parts])
    return TOLD


@lru_cache(maxsize=256)
def fitted(parts: Parts) -> tuple[Parts, Parts]:
    """(a composition that dominates this one, one that it dominates): the same one where a grid holds its losses."""
    if on_grid(parts):
        return parts, parts
    with working_precision(192):
        spreads = {pair: spread(pair) for pair, _ in parts}
    size = {pair: math.sqrt(count) * spreads[pair] for pair, count in parts}
    kept = [part for part in parts if on_grid((part,))]
    while kept and not on_grid(tuple(kept)):  # each of them, but not all
        kept.remove(max(kept, key=lambda part: size[part[0]]))
    above = tuple(part if part in kept else (told(part[0]), part[1]) for part in parts)
    if not on_grid(above):
        above = ((TOLD, 1),)
    return above, tuple(kept) or ((HIDDEN, 1),)


@lru_cache(maxsize=256)
def on_grid(parts: Parts) -> bool:
    """Whether the steps have losses that a grid can hold."""
    with working_precision(192):
        spreads = [(spread(pair), count) for pair, count in parts]
        flat = [pair.flat for pair, _ in parts]
        far = arb(FARTHEST).exp()
        beyond = sum(count * float(tails(far)[0].mid()) for pair, count in parts if (tails := pair.tails()))
    total = math.sqrt(sum(count * s**2 for s, count in spreads))
    fits = (still or _LEAST < s < MOST_LOSS for still, (s, _) in zip(flat, spreads, strict=True))
    return all(fits) and total < MOST_LOSS and beyond < _BEYOND
