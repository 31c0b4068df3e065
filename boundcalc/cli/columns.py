"""The columns of a file, its records in the order of the file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from ..audit.table import choose_columns, in_order

_PARQUET = (".parquet", ".pq")
_TEXT = (".csv", ".txt")


def read_columns(path: str) -> dict[str, list[Any]]:
    """Name -> cells, from Parquet, or CSV with a header, whose cells are text; ValueError for other files."""
    folder = Path(path).is_dir()
    if not folder and Path(path).suffix.lower() not in ("", *_TEXT, *_PARQUET):
        raise ValueError(f"{path}: expected a file in CSV ({', '.join(_TEXT)}) or Parquet ({', '.join(_PARQUET)})")
    return _parquet(path) if folder or path.lower().endswith(_PARQUET) else _csv(path)


def _parquet(path: str) -> dict[str, list[Any]]:
    table, names = in_order(Path(path))
    return {name: column.to_pylist() for name, column in zip(names, table.columns, strict=True)}


def _csv(path: str) -> dict[str, list[Any]]:
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            records = [record for record in csv.reader(file, strict=True) if record]
    except UnicodeDecodeError:
        raise ValueError(f"{path} must be a CSV file in UTF-8, or Parquet named {' or '.join(_PARQUET)}") from None
    except csv.Error as error:
        raise ValueError(f"{path} must be a CSV file: {error}") from None
    names = choose_columns(records.pop(0), None) if records else []
    for i, record in enumerate(records, 1):
        if len(record) != len(names):
            raise ValueError(f"{path} must have {len(names)} cells in each record, got {len(record)} in record {i}")
    return {name: [record[place] for record in records] for place, name in enumerate(names)}
