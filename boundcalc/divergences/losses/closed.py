"""Compositions whose profile is known without a grid."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from .contour import contour, factors
from .mechanisms import Gaussian, Laplace, ManyLaplace
from .one_pair import OnePair
from .pair import Pair
from .profile_search import BallProfile

_LAPLACE = 128
"""So many Laplace steps are one pair; the sum of truncated powers grows with their square."""


def gathered(parts: Sequence[tuple[Pair, int]]) -> tuple[tuple[Pair, int], ...]:
    """The same composition with all Gaussian releases as one, whose mu^2 is the sum of theirs."""
    others = tuple((pair, count) for pair, count in parts if not isinstance(pair, Gaussian))
    square = sp.Add(*(count * pair.mu**2 for pair, count in parts if isinstance(pair, Gaussian)))
    return others if square == 0 else (*others, (Gaussian(sp.sqrt(square)), 1))


def closed(parts: Sequence[tuple[Pair, int]]) -> BallProfile | None:
    """The profile, at the working precision in force; None where a grid has to enclose it."""
    few = gathered(parts)
    if len(few) == 1:
        pair, count = few[0]
        if isinstance(pair, Laplace) and 1 < count <= _LAPLACE:
            return OnePair(ManyLaplace(pair.epsilon, count))
        if count == 1:
            return OnePair(pair)
    steps = factors(few)
    return None if steps is None else contour(*steps)
