"""A table of counts from a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

from ..laws import Counts


def read_counts(path: str | Path) -> Counts:
    """Counts from a CSV file with two columns, label and count; a header line `label,count` is optional.

    Raises ValueError, naming the line, for missing columns, counts that are no non-negative integers, repeated labels
    or an empty table; OSError when the file cannot be read.
    """
    table: dict[str, int] = {}
    with open(path, newline="", encoding="utf-8-sig") as lines:
        try:
            for number, row in enumerate(csv.reader(lines, strict=True), start=1):
                if not row or (number == 1 and [cell.strip().lower() for cell in row] == ["label", "count"]):
                    continue
                where = f"{path}, line {number}"
                if len(row) != 2:
                    raise ValueError(f"{where}: expected two columns label,count, got {len(row)}")
                label, text = row[0].strip(), row[1].strip()
                if not (text.isascii() and text.isdigit() and len(text) <= 30):
                    raise ValueError(f"{where}: count must be a non-negative integer, got {text[:40]!r}")
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
