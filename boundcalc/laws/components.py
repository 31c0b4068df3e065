"""The components of a finite mixture, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import sympy as sp

from ..numeric.exact import shown
from ..numeric.kinds import Array, NumberLike
from ..numeric.sign import certain_sign
from .law import Law
from .parameter import Parameter

_WEIGHT = Parameter("weights", "w", sp.Interval.open(0, sp.oo))


L = TypeVar("L", bound=Law)


def components(laws: Sequence[L], weights: Sequence[NumberLike] | None, kind: type[Law], what: str) -> dict[L, sp.Expr]:
    """{law: weight}, equal laws joined; ValueError unless laws of one kind have positive weights that sum to 1."""
    if isinstance(laws, str) or not isinstance(laws, list | tuple | sp.Tuple) or not laws:
        raise ValueError(f"laws must be a list of laws, got {shown(laws)}")
    for law in laws:
        if not isinstance(law, kind):
            raise ValueError(f"laws must be {what}, got {shown(law)}")
    if weights is None:
        weights = [sp.Rational(1, len(laws))] * len(laws)
    if not isinstance(weights, list | tuple | sp.Tuple | np.ndarray) or len(weights) != len(laws):
        raise ValueError(f"weights must be a list with one entry for each of the {len(laws)} laws")
    exprs = [_WEIGHT.check(w) for w in weights]
    total = sp.Add(*exprs)
    if not sums_to_one(total):
        raise ValueError(f"weights must sum to 1 exactly, got {total}")
    merged: dict[L, sp.Expr] = {}
    for law, w in zip(laws, exprs, strict=True):
        merged[law] = merged.get(law, sp.S.Zero) + w
    return merged


def sums_to_one(total: sp.Expr) -> bool:
    """Whether a sum of weights is certainly 1."""
    if not total.free_symbols:
        return certain_sign(total - 1) == 0
    return sp.simplify(total - 1) == 0


def sample_mixture(parts: Sequence[tuple[sp.Expr, Law]], rng: np.random.Generator, size: int) -> Array:
    """`size` draws: how many come from each component, then those, in random order."""
    chance = np.array([float(w) for w, _ in parts])
    counts = rng.multinomial(size, chance / chance.sum())
    draws = [law.sample(rng, int(count)) for (_, law), count in zip(parts, counts, strict=True)]
    return rng.permutation(np.concatenate(draws))
