"""Numbers from outside as float64, without changing any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array


def float_table(X: Any, name: str) -> Array:
    """The numbers of an array, a list, a data frame or a sparse matrix, each of which is one of float64.

    Raises ValueError for what is no number, for masked or complex ones, and for the first that float64 does not have.

    >>> float_table([[1, 0.5]], "X")
    array([[1. , 0.5]])
    >>> float_table([[2**53 + 1]], "X")
    Traceback (most recent call last):
    ...
    ValueError: X must hold numbers of float64, got 9007199254740993 in row 0, column 0
    """
    if hasattr(X, "toarray"):
        X = X.toarray()
    if np.ma.is_masked(X):
        raise ValueError(f"{name} must have no masked entries")
    for j, kind in enumerate(X.dtypes if hasattr(X, "iloc") and np.ndim(X) == 2 else ()):
        if getattr(kind, "kind", "O") in "iucmM":  # pandas would convert them in silence beside columns of float64
            float_table(X.iloc[:, j].to_numpy(), str(X.columns[j]))
    try:
        given = np.asarray(X)
        if given.dtype.kind not in "biufO" or not given.ndim:
            raise TypeError(given.dtype)
        table: Array = np.ascontiguousarray(given.astype(np.float64))
    except OverflowError:
        raise ValueError(f"{name} must hold numbers of float64, of at most 1.8e308") from None
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a table of numbers; encode other columns first") from None
    if given.dtype.kind in "iuO" or given.dtype.itemsize > 8:
        _unchanged(given, table, name)
    return table


def _unchanged(given: np.ndarray[Any, np.dtype[Any]], table: Array, name: str) -> None:
    if given.dtype.kind in "iu":  # NumPy would compare them as float64
        large = np.abs(table) >= 2.0**53
        changed = large
        changed[large] = [int(x) != int(y) for x, y in zip(given[large], table[large], strict=True)]
    else:
        changed = np.asarray((given != table) & ~np.isnan(table), dtype=bool)
    for place in np.argwhere(changed)[:1]:
        where = ", ".join(f"{word} {i}" for word, i in zip(("row", "column"), place, strict=False))
        raise ValueError(f"{name} must hold numbers of float64, got {shown(given[tuple(place)])} in {where}")
