"""Relations of DuckDB, and files through it.

Its grouping is exact for numbers, dates, times, and text without a collation. It takes for equal 0.0 and -0.0, and an
interval of 30 days and one of a month; such values are grouped by their text as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cells import Elsewhere
from .keys import Keyed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_EXACT = {
    *("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DATE", "TIME", "TIME_NS", "UUID", "BLOB"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"),
    *("TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"),
}


def keyed(relation: DuckDBPyRelation, connection: DuckDBPyConnection | None = None) -> Keyed:
    """The keys of all columns, whose names must be our own; `connection`: where they are, if it is ours.

    A connection of our own has no collation for text.
    """
    keys, out = [], []
    for i, (name, kind) in enumerate(zip(relation.columns, map(str, relation.types), strict=True)):
        if kind in ("FLOAT", "DOUBLE"):
            parts = [name, f"{name} = 0 AND signbit({name})"]
        elif kind == "VARCHAR":
            parts = [name, f"encode({name})"] if connection is None else [name]
        elif kind in _EXACT or kind.startswith(("DECIMAL(", "ENUM(")):
            parts = [name]
        else:
            parts = [f"{name}::VARCHAR", f"encode({name}::VARCHAR)", name]
        keys.append(tuple(f"{letter}{i}" for letter, _ in zip("cxy", parts, strict=False)))
        out += [f"{part} AS {key}" for part, key in zip(parts, keys[-1], strict=True)]
    return Keyed(Elsewhere.of(relation.project(", ".join(out)), connection), tuple(keys))
