"""Frames of Dask: every partition counts its own records where it lies, and the counts are added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import arrow
from .cells import COUNT, InMemory
from .keys import Keyed

if TYPE_CHECKING:
    import dask.dataframe as dask_frame
    import pandas as pd
    import pyarrow as pa

_FAN_IN = 8


def keyed(data: dask_frame.DataFrame, columns: Sequence[tuple[str, int]]) -> Keyed:
    """The keys of the columns (name, position)."""
    import dask

    parts = [dask.delayed(_count)(part, columns) for part in data.to_delayed()]
    while len(parts) > 1:
        parts = [dask.delayed(_add)(parts[i : i + _FAN_IN]) for i in range(0, len(parts), _FAN_IN)]
    (cells,) = dask.compute(*parts)
    found = [name for name in cells.column_names if name != COUNT]
    keys = tuple(tuple(key for key in found if key[1:] == str(i)) for i in range(len(columns)))
    return Keyed(InMemory(cells), keys)


def _count(part: pd.DataFrame, columns: Sequence[tuple[str, int]]) -> pa.Table:
    """The cells of one partition; the types of its columns go with them."""
    values = [(name, part.iloc[:, position]) for name, position in columns]
    kinds = {name: _kind(column.dtype) for name, column in values}
    return arrow.keyed(values, alone=False).cells.cells.replace_schema_metadata(kinds)


def _kind(dtype: object) -> str:
    return f"{dtype} of {dtype.categories.dtype}" if hasattr(dtype, "categories") else str(dtype)


def _add(tables: Sequence[pa.Table]) -> pa.Table:
    import pyarrow as pa

    kinds = tables[0].schema.metadata
    for table in tables[1:]:
        for name, kind in table.schema.metadata.items():
            if kinds[name] != kind:
                raise ValueError(
                    f"column {name.decode()!r} has different types in different partitions: "
                    f"{kinds[name].decode()} and {kind.decode()}"
                )
    both = InMemory(pa.concat_tables(tables, promote_options="permissive"))
    return both.merged([n for n in tables[0].column_names if n != COUNT]).cells.replace_schema_metadata(kinds)
