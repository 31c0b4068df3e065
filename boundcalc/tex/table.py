"""Tables: booktabs rules and siunitx columns, without a float around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .escape import text
from .page import Page, Part
from .quantity import PrintedQuantity, compute
from .spec import Entry, Spec

_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?(?:\((\d+)\))?(?:e(-?)(\d+))?")
_TABLE_KEYS = ("columns", "rows", "vary", "over", "corner", "corner_math")
_NAMES = {"nu": r"\nu", "lam": r"\lambda", "gamma": r"\gamma", "fpr": r"\bcFPR", "tpr": r"\bcTPR"}


def table(spec: Spec, name: str | None, command: tuple[str, ...]) -> Page:
    """The [table.NAME] of the SPEC (the only one if no name is given) as a tabular."""
    found = spec.entries("table", name)
    if len(found) > 1:
        raise ValueError(f"{spec.path.name} has several tables, name one of them: {', '.join(found)}")
    ((name, entry),) = found.items()
    try:
        return _table(spec, name, entry, command)
    except ValueError as error:
        raise ValueError(f"{spec.path.name} [table.{name}]: {error}") from None


def _table(spec: Spec, name: str, entry: Entry, command: tuple[str, ...]) -> Page:
    columns = entries_of(entry, "columns")
    labels, rows = rows_of(entry)
    base = {k: v for k, v in entry.items() if k not in _TABLE_KEYS}
    grid: list[list[PrintedQuantity | None]] = []
    for label, row in zip(labels, rows, strict=True):
        skip = [str(c) for c in row.get("skip", [])]
        layer = {k: v for k, v in row.items() if k not in ("label", "math", "skip")}
        cells: list[PrintedQuantity | None] = []
        for i, column in enumerate(columns):
            if str(column.get("label", i + 1)) in skip:
                cells.append(None)
                continue
            try:
                cells.append(compute(spec, spec.merged(base, layer, column)))
            except ValueError as error:
                raise ValueError(f"row {label}, column {i + 1}: {error}") from None
        grid.append(cells)
    heads = [_head(column, [row[i] for row in grid]) for i, column in enumerate(columns)]
    formats = [_format([row[i] for row in grid]) for i in range(len(columns))]
    corner = _corner(entry)
    first = "r" if "vary" in entry else "l"
    lines = [
        rf"\begin{{tabular}}{{@{{}}{first}{''.join(formats)}@{{}}}}",
        r"\toprule",
        " & ".join([corner, *(f"{{{head}}}" for head in heads)]) + r" \\",
        r"\midrule",
    ]
    parts = []
    for label, row, cells in zip(labels, rows, grid, strict=True):
        shown = " & ".join([_label(row, label), *map(_cell, cells)]) + r" \\"
        source = " ".join(cell.quantity.source if cell else "-" for cell in cells)
        parts.append(Part(f"row {_one_line(label)}", shown, f"{label} {source}"))
    precision = f"at most {max(int(c.get('digits', base.get('digits', 4))) for c in columns)} significant digits"
    after = "\\bottomrule\n\\end{tabular}%"
    return Page(command, tuple(parts), f"{precision}, all of them certain", "\n".join(lines), after)


def entries_of(entry: Entry, name: str) -> list[Entry]:
    """A list of inline tables of an entry; ValueError when it is none."""
    given = entry.get(name)
    if not isinstance(given, list) or not given or not all(isinstance(item, dict) for item in given):
        raise ValueError(f'{name} must be a list such as [{{quantity = "delta"}}]')
    return given


def rows_of(entry: Entry) -> tuple[list[str], list[Entry]]:
    """(labels, overrides) of the rows: `rows`, or one for each number in `over` of the key that `vary` names."""
    if "vary" in entry and "rows" not in entry:
        over = entry.get("over")
        if not isinstance(over, list) or not over:
            raise ValueError("over must be a list of the numbers that vary takes")
        return [str(x) for x in over], [{str(entry["vary"]): x} for x in over]
    rows = entries_of(entry, "rows")
    return [str(row.get("label", i + 1)) for i, row in enumerate(rows)], rows


def _corner(entry: Entry) -> str:
    if "corner_math" in entry:
        return f"${entry['corner_math']}$"
    if "corner" in entry or "vary" not in entry:
        return text(entry.get("corner", ""))
    return f"${_NAMES.get(str(entry['vary']), str(entry['vary']))}$"


def _label(row: Entry, label: str) -> str:
    if "math" in row:
        return f"${row['math']}$"
    return rf"\bcnum{{{label}}}" if "label" not in row and _NUMBER.fullmatch(label) else text(label)


def _head(column: Entry, cells: Sequence[PrintedQuantity | None]) -> str:
    if "label" in column:
        return text(column["label"])
    if "math" in column:
        return f"${column['math']}$"
    symbols = {cell.quantity.symbol for cell in cells if cell}
    if len(symbols) != 1:
        raise ValueError("a column whose rows are different quantities needs a label")
    unit = next(cell.unit for cell in cells if cell)
    (symbol,) = symbols
    return f"${symbol}$" + (rf" ({unit.replace('percent', '%')})" if unit else "")


def _cell(cell: PrintedQuantity | None) -> str:
    if cell is None:
        return "{---}"
    return f"{{{cell.number}}}" if cell.number.startswith("\\") else cell.number


def _format(cells: Sequence[PrintedQuantity | None]) -> str:
    whole, decimals, uncertainty, exponent, sign = 1, 0, 0, 0, ""
    minus = ""
    for cell in cells:
        found = None if cell is None else _NUMBER.fullmatch(cell.number)
        if found is None or cell is None:
            continue
        minus = "-" if cell.number.startswith("-") else minus
        whole = max(whole, len(found[1]))
        decimals = max(decimals, len(found[2] or ""))
        uncertainty = max(uncertainty, len(found[3] or ""))
        exponent, sign = max(exponent, len(found[5] or "")), found[4] or sign
    shape = f"{minus}{whole}.{decimals}" + (f"({uncertainty})" if uncertainty else "")
    if exponent:
        shape += f"e{sign}{exponent}"
    return f"S[table-format={shape},round-mode=none]"


def _one_line(label: str) -> str:
    return " ".join(label.split()) or "-"
