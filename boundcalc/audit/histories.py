"""A record is a person's whole history: the rows of a table grouped by a column that names the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ..numeric.exact import shown as shown_value
from ..numeric.kinds import Array
from .engines.cells import COUNT
from .identity import Incomparable, literal
from .maps import Part
from .records import Records, Shown


class Histories:
    """A table whose records are all rows of one value of the column `by`, in no order: what `Records` offers an audit.

    Two histories are one value only when they hold the same rows, each as often. A missing value of `by` names nobody
    and is refused.
    """

    def __init__(self, table: Records, by: str, parts: Sequence[Part] | None = None) -> None:
        """`table`: with the column `by` among those that are counted; `parts`: what of its columns a record holds."""
        self.by, self.stored = by, tuple(name for name in table.stored if name != by)
        if parts is None:
            parts = [Part(name, name) for name in table.names if name != by]
        self.names = tuple(part.label for part in parts)
        if not self.names:
            raise ValueError(f"by = {by!r} leaves no column to audit")
        self._codes = {part.label: seen_codes(table, part)[0] for part in parts} | {by: codes(table, by)}
        self._times = table.held()[COUNT].to_numpy()
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


def codes(table: Records, name: str) -> Array:
    """A number for each cell of a column, the same for equal values alone."""
    cells = table.held()
    out: Array = np.zeros(len(cells), dtype=np.int64)
    for key in table.keys[table.names.index(name)]:
        column = cells[key].combine_chunks().dictionary_encode("encode")
        part = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        out = np.unique(out * (len(column.dictionary) + 1) + part, return_inverse=True)[1]
    return out


def _joined(first: Array, second: Array) -> Array:
    """A number for each pair of numbers."""
    return first * (int(second.max(initial=0)) + 1) + second


def seen_codes(table: Records, part: Part) -> tuple[Array, list[Shown] | None]:
    """A number for what is seen of each cell of a column, and what each number stands for, where that is a map."""
    code = codes(table, part.column)
    if part.seen is None:
        return code, None
    first = np.unique(code, return_index=True)[1]
    seen: dict[str, int] = {}
    values: list[Shown] = []
    numbers = np.zeros(len(first), dtype=np.int64)
    for i, cell in enumerate(table.shown(part.column, first)):
        value = part.of(cell)
        try:
            key = literal(value)
        except Incomparable as error:
            raise ValueError(
                f"knows: the map of column {part.column!r} gives values {error} at {shown_value(cell)}, which "
                "cannot be compared exactly"
            ) from None
        if key not in seen:
            seen[key] = len(values)
            values.append(value if isinstance(value, bool | int | float | str) or value is None else str(value))
        numbers[i] = seen[key]
    return numbers[np.unique(code, return_inverse=True)[1]], values


class Numbered:
    """The cells of a table with a number for what is seen of each: what `Records` offers an audit.

    Sets of a few columns are counted much faster than as they are, and maps of the cells are made once for each value.
    """

    def __init__(self, table: Records, parts: Sequence[Part] | None = None) -> None:
        """`parts`: what is seen of which column; every counted column as it is unless given."""
        self.stored = table.stored
        parts = [Part(name, name) for name in table.names] if parts is None else parts
        self.names = tuple(part.label for part in parts)
        self._table, self._parts = table, {part.label: part for part in parts}
        found = {part.label: seen_codes(table, part) for part in parts}
        self._codes = {label: code for label, (code, _) in found.items()}
        self._values = {label: values for label, (_, values) in found.items()}
        self._times = table.held()[COUNT].to_numpy()

    def settle(self) -> None:
        """The cells are counted already."""

    def rarest(self, limit: int) -> list[tuple[dict[str, Shown], int]]:
        """The `limit` combinations seen least often, as ({label: what is seen}, count)."""
        if not limit or not len(self._times):
            return []
        row = np.zeros(len(self._times), dtype=np.int64)
        for label in self.names:
            row = np.unique(_joined(row, self._codes[label]), return_inverse=True)[1]
        times = np.bincount(row, weights=self._times).astype(np.int64)
        first = np.unique(row, return_index=True)[1]
        chosen = np.lexsort((np.arange(len(times)), times))[:limit]
        out: list[tuple[dict[str, Shown], int]] = []
        for i in chosen.tolist():
            cells: dict[str, Shown] = {}
            for label in self.names:
                values, place = self._values[label], int(first[i])
                if values is None:
                    cells[label] = self._table.shown(self._parts[label].column, np.array([place]))[0]
                else:
                    cells[label] = values[int(self._codes[label][place])]
            out.append((cells, int(times[i])))
        return out

    def counts(self, columns: Sequence[str] | None = None) -> dict[int, int]:
        """Counts of counts of the combinations of these columns."""
        columns = self.names if columns is None else columns
        if not columns:  # all records are the same
            rows = int(self._times.sum())
            return {rows: 1} if rows else {}
        if not len(self._times):
            return {}
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
