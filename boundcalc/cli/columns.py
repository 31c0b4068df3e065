"""The columns of a file, its records in the order of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..audit.records import in_order


def read_columns(path: str) -> dict[str, list[Any]]:
    """Name -> cells, from Parquet, or delimited text, whose cells are text and None where they are empty; ValueError
    for other files."""
    table, names = in_order(Path(path))
    return {name: column.to_pylist() for name, column in zip(names, table.columns, strict=True)}
