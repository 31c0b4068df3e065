"""Rows as a data frame of the library that the reader uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from .numeric.exact import shown

BACKENDS = ("pandas", "polars", "pyarrow")


def to_frame(rows: Sequence[Mapping[str, object]], backend: str = "pandas") -> Any:
    """A frame with a column for each key of the first row, made through narwhals (extra [data]).

    Raises ValueError for an unknown backend, ImportError when a library is missing.
    """
    if not isinstance(backend, str) or backend not in BACKENDS:
        raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, got {shown(backend)}")
    try:
        import narwhals as nw
    except ImportError:
        raise ImportError("data frames need the extra [data]: pip install boundcalc[data]") from None
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    return nw.from_dict(columns, backend=backend).to_native()


def to_html(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """A plain table, as notebooks show it."""
    top = f"<caption>{escape(caption)}</caption>" if caption else ""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{top}<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def in_columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same table as text."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )


class Printed:
    """A result that a notebook shows as its text: labels and tightness as `print` says them."""

    def _repr_html_(self) -> str:
        style = "white-space: pre-wrap; word-break: normal; font-family: monospace"
        return f'<pre style="{style}">{escape(str(self))}</pre>'


__all__ = ["BACKENDS", "Printed", "in_columns", "to_frame", "to_html"]
