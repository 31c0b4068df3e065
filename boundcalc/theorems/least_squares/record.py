"""The attacked record of a regression, in standard units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from ...numeric.kinds import Array, Record
from ..theorem import Setting


def leakage_of(node: Callable[..., sp.Expr]) -> Callable[[Setting, Record], sp.Expr]:
    """The leakage of the record z: node(n, p, gamma, |x|^2, y)."""
    return lambda game, z: node(game.n, game.law.p, game.gamma, *game.law.standard_record(z))


def records(game: Setting, z: Record) -> Callable[[np.random.Generator, int], tuple[Array, Array]]:
    """A source of (|x|^2, y): of the record z again and again, or of fresh records when it is None."""
    p = int(game.law.p)
    if z is None:
        return lambda rng, size: (rng.chisquare(p, size), rng.standard_normal(size))
    square, y = (float(part) for part in game.law.standard_record(z))
    return lambda rng, size: (np.full(size, square), np.full(size, y))
