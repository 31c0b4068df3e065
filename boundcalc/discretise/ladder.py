"""For one column, quantisers from fine to coarse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array
from . import quantisers
from .quantiser import Quantiser
from .quantisers import DatePart, EqualWidth, MergeRare, SignificantDigits, TopCode
from .quantisers.date_part import PARTS
from .quantisers.values import as_text, finite, is_numeric

CELLS = (128, 96, 64, 48, 32, 24, 20, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
SHARES = (0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

FAMILIES: dict[str, Callable[[int], Quantiser]] = {
    quantiser.family: quantiser for quantiser in vars(quantisers).values() if hasattr(quantiser, "family")
}
"""Families of numeric quantisers by number of cells, as the quantisers say themselves."""
OTHERS = ("digits", "top")
"""Families of numeric quantisers with another parameter."""


def ladder(values: Array, family: str, name: str) -> list[Quantiser | None]:
    """Quantisers of one family for a column, finest first (None: the values as they are), down to a single cell.

    Categories are merged by their shares, dates cut to month, quarter and year, whatever the family.
    """
    if family not in FAMILIES and family not in OTHERS:
        raise ValueError(f"unknown family {family!r}; known: {', '.join([*FAMILIES, *OTHERS, 'joint'])}")
    if values.dtype.kind == "M":
        return [*(DatePart(part) for part in PARTS), MergeRare(SHARES[-1])]
    if not is_numeric(values):
        count = len(set(as_text(values)))
        return [None, *(MergeRare(share) for share in SHARES[1:])] if count > 2 else [None]
    try:
        different = len(np.unique(finite(values)))
    except ValueError:
        raise ValueError(f"column {name!r} has no finite value among the public records") from None
    if family == "digits":
        return [None, *(SignificantDigits(d) for d in (4, 3, 2, 1)), EqualWidth(1)]
    if family == "top":
        return [None, *(TopCode(share) for share in SHARES[2:-2]), EqualWidth(1)]
    start = [None] if different <= CELLS[0] else []
    return [*start, *(FAMILIES[family](k) for k in CELLS if k < different)]


def check_ladder(rungs: Sequence[Quantiser | None], name: str) -> list[Quantiser | None]:
    """A user's own ladder: quantisers, finest first."""
    for rung in rungs:
        if rung is not None and not hasattr(rung, "fit"):
            raise ValueError(f"quantisers for {name!r} must have a fit method, got {shown(rung)}")
    if not rungs:
        raise ValueError(f"quantisers for {name!r} must not be empty")
    return list(rungs)
