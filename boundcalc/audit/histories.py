"""A record is a person's whole history: the rows of a table grouped by a column that names the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..numeric.kinds import Array
from .engines.cells import COUNT, InMemory
from .records import Records, Shown

if TYPE_CHECKING:
    import pyarrow as pa


class Histories:
    """A table whose records are all rows of one value of the column `by`, in no order: what `Records` offers an audit.

    Two histories are one value only when they hold the same rows, each as often. A missing value of `by` names nobody
    and is refused.
    """

    def __init__(self, table: Records, by: str) -> None:
        """`table`: with the column `by` among those that are counted."""
        self.by, self.stored = by, tuple(name for name in table.stored if name != by)
        self.names = tuple(name for name in table.names if name != by)
        if not self.names:
            raise ValueError(f"by = {by!r} leaves no column to audit")
        self._codes = {name: codes(table, name) for name in (by, *self.names)}
        self._times = held(table)[COUNT].to_numpy()
        if table.nulls(by):
            raise ValueError(f"by: column {by!r} has missing values, which name nobody")

    def counts(self, columns: Sequence[str] | None = None) -> dict[int, int]:
        """Counts of counts of the histories in these columns."""
        names = self.names if columns is None else columns
        seen = Counter(self._each(names))
        return dict(sorted(Counter(seen.values()).items()))

    def rarest(self, limit: int, columns: Sequence[str] | None = None) -> list[tuple[dict[str, Shown], int]]:
        """Whole histories are not shown."""
        return []

    def settle(self) -> None:
        """The rows are counted already."""

    def _each(self, names: Sequence[str]) -> list[bytes]:
        """For each person the rows of its history with how often each occurs, sorted, as bytes."""
        person, row = self._codes[self.by], np.zeros(len(self._times), dtype=np.int64)
        for name in names:
            row = np.unique(_joined(row, self._codes[name]), return_inverse=True)[1]
        pairs, which = np.unique(np.stack([person, row], axis=1), axis=0, return_inverse=True)
        times = np.bincount(which.ravel(), weights=self._times, minlength=len(pairs)).astype(np.int64)
        rows = np.stack([pairs[:, 1], times], axis=1)
        if not len(pairs):
            return []
        starts = np.flatnonzero(np.append(True, pairs[1:, 0] != pairs[:-1, 0]))
        return [part.tobytes() for part in np.split(rows, starts[1:])]


def held(table: Records) -> pa.Table:
    """The cells as an Arrow table."""
    cells = table.cells
    return cells.cells if isinstance(cells, InMemory) else cells.held()


def codes(table: Records, name: str) -> Array:
    """A number for each cell of a column, the same for equal values alone."""
    cells = held(table)
    out: Array = np.zeros(len(cells), dtype=np.int64)
    for key in table.keys[table.names.index(name)]:
        column = cells[key].combine_chunks().dictionary_encode("encode")
        part = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        out = np.unique(out * (len(column.dictionary) + 1) + part, return_inverse=True)[1]
    return out


def _joined(first: Array, second: Array) -> Array:
    """A number for each pair of numbers."""
    return first * (int(second.max(initial=0)) + 1) + second


class Numbered:
    """The cells of a table with a number for each value: sets of a few columns are counted much faster than as they
    are."""

    def __init__(self, table: Records) -> None:
        self._codes = {name: codes(table, name) for name in table.names}
        self._times = held(table)[COUNT].to_numpy()

    def counts(self, columns: Sequence[str]) -> dict[int, int]:
        """Counts of counts of the combinations of these columns."""
        code = self._codes[columns[0]]
        for name in columns[1:]:
            if int(code.max(initial=0)) >= 1 << 31:
                code = np.unique(code, return_inverse=True)[1]
            code = _joined(code, self._codes[name])
        if int(code.max(initial=0)) >= 1 << 24:
            code = np.unique(code, return_inverse=True)[1]
        # Sums of integers below 2^53 are exact in float64.
        total = np.bincount(code, weights=self._times).astype(np.int64)
        seen, number = np.unique(total[total > 0], return_counts=True)
        return dict(zip(seen.tolist(), number.tolist(), strict=True))
