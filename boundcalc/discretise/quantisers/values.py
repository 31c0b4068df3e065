"""The values of a column as quantisers see them: numbers, dates or categories."""

from __future__ import annotations

import math
from collections.abc import Collection
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from ...numeric.kinds import Array

EXACT = 2**53
"""Integers up to here are float64 numbers."""


def plain(values: ArrayLike) -> Array:
    """Numbers as float64 (missing: NaN), dates as datetime64, categories as Python objects.

    Numbers of which one is an integer beyond 2^53 stay as they are, an array of integers or of Python's int and float
    (missing: None), and are compared exactly: no two of them become one. Raises ValueError for cells that hold several
    values (lists, arrays, sets, dicts): what such a cell prints is no value.
    """
    if not isinstance(values, np.ndarray):
        values = np.array(values, dtype=object)
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    if values.dtype.kind in "iu":
        large = len(values) and max(-int(values.min()), int(values.max())) > EXACT
        return values if large else values.astype(np.float64)
    if values.dtype.kind != "O":
        return values
    cells = values.tolist()
    several = next((c for c in cells if isinstance(c, Collection) and not isinstance(c, str | bytes)), None)
    if several is not None:
        raise ValueError(f"a cell must hold a number, a text, a date or another single value, got {_shown(several)}")
    kept = [c for c in cells if not missing(c)]
    if kept and all(isinstance(c, int | float | Decimal | np.integer | np.floating) for c in kept):
        if not any(isinstance(c, bool) for c in kept):
            found = [None if missing(c) else _number(c) for c in cells]
            if any(isinstance(c, int) and abs(c) > EXACT for c in found):
                return np.array(found, dtype=object)
            return np.array([math.nan if c is None else float(c) for c in found])
    elif kept and all(type(c).__name__ in ("date", "datetime") for c in kept):
        return np.array([None if missing(c) else c for c in cells], dtype="datetime64[D]")
    return values


def _number(cell: int | float | Decimal | np.integer | np.floating) -> int | float:
    """An int for an integer that is written as one, else a float."""
    if isinstance(cell, int | np.integer) or (isinstance(cell, Decimal) and cell == cell.to_integral_value()):
        cell = int(cell)
        if abs(cell) > 10**300:
            raise ValueError(f"an integer must be at most 1e300, got one of {len(str(abs(cell)))} digits")
        return cell
    return float(cell)


def _shown(cell: object) -> str:
    text = repr(cell)
    return f"the {type(cell).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def is_numeric(values: Array) -> bool:
    """Whether an array that `plain` gave holds numbers."""
    if values.dtype.kind == "O":
        kept = [c for c in values.tolist() if c is not None]
        return bool(kept) and all(isinstance(c, int | float) and not isinstance(c, bool) for c in kept)
    return values.dtype.kind in "iuf"


def kind_of(values: Array) -> str | None:
    """What an array that `plain` gave holds: numbers, dates or categories; None when all are missing."""
    if values.dtype.kind == "M":
        return None if np.isnat(values).all() else "dates"
    if is_numeric(values):
        return None if values.dtype.kind == "f" and np.isnan(values).all() else "numbers"
    return "categories" if any(cell is not None for cell in as_text(values)) else None


def is_whole(values: Array) -> bool:
    """Whether all are integers, one of them beyond 2^53: in an array that `plain` gave, others are no integers."""
    return values.dtype.kind in "iu" or (is_numeric(values) and all(type(c) in (int, type(None)) for c in values))


def numbers(values: ArrayLike) -> Array:
    """`plain` of values that must be numbers or missing."""
    x = plain(values)
    if not is_numeric(x):
        text = next((v for v in as_text(x) if v is not None), None)
        if text is not None:
            raise ValueError(f"expected numbers: could not convert {text[:40]!r}")
        x = np.full(len(x), math.nan)
    return x


def finite(values: ArrayLike) -> Array:
    """The finite ones of an array of numbers, sorted; ValueError when there is none."""
    x = numbers(values)
    if x.dtype.kind == "O":
        x = np.array([c for c in x.tolist() if c is not None and math.isfinite(c)], dtype=object)
    else:
        x = x[np.isfinite(x)]
    if not len(x):
        raise ValueError("no finite value to fit on")
    return np.sort(x)


def as_text(values: ArrayLike) -> list[str | None]:
    """Categories as text, missing as None."""
    return [
        None if missing(v) else v if isinstance(v, str) else str(v) for v in np.asarray(values, dtype=object).tolist()
    ]


def missing(cell: object) -> bool:
    """Whether a single value is None, NaN, NaT or NA."""
    return cell is None or type(cell).__name__ in ("NAType", "NaTType") or bool(cell != cell)
