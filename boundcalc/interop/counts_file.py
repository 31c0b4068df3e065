"""A table of counts from a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

from ..laws import Counts

_HEADERS = ("count", "counts", "len", "n")


def read_counts(path: str | Path) -> Counts:
    """Counts from a CSV file: a label, then its count, as value_counts of pandas and polars writes them.

    The header, a first line that ends in count, counts, len or n, is optional for one column of labels; the label of
    several columns is their values in brackets. Raises ValueError, naming the line, for missing columns, counts that
    are no non-negative integers, repeated labels or an empty table; OSError when the file cannot be read.
    """
    table: dict[str, int] = {}
    width = 2
    with open(path, newline="", encoding="utf-8-sig") as lines:
        try:
            for number, row in enumerate(csv.reader(lines, strict=True), start=1):
                if number == 1 and len(row) > 1 and row[-1].strip().lower() in _HEADERS:
                    width = len(row)
                    continue
                if not row:
                    continue
                where = f"{path}, line {number}"
                if len(row) != width:
                    columns = "two columns label,count" if width == 2 else f"{width} columns, as in the header"
                    raise ValueError(f"{where}: expected {columns}, got {len(row)}")
                cells, text = row[:-1], row[-1].strip()
                label = cells[0] if width == 2 else "(" + ", ".join(map(repr, cells)) + ")"
                if not (text.isascii() and text.isdigit() and len(text) <= 30):
                    raise ValueError(
                        f"{where}: count must be a non-negative integer of at most 30 digits, got {text[:40]!r}"
                    )
                if label in table:
                    raise ValueError(f"{where}: label {label[:40]!r} appears twice")
                table[label] = int(text)
        except UnicodeDecodeError:
            raise ValueError(f"{path}: not a UTF-8 text file") from None
        except csv.Error as error:
            raise ValueError(f"{path}: {error}") from None
    if not any(table.values()):
        raise ValueError(f"{path}: the table has no positive count")
    return Counts(table)
