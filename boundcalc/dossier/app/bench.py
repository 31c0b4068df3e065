"""What the workbench holds: one table, and the dossier of what was described last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...audit.records import in_order
from ...numeric.exact import to_rational
from ...numeric.kinds import Json
from ..dossier import Dossier, dossier
from ..page import RATES, envelope
from ..picture import curve
from ..words import binding, interval

EXPLORED = (
    "The confidence is that of one description, fixed before the records were looked at. Who chooses columns or widths "
    "by what they see here has used it up: confirm the choice on other records, or let `boundcalc discretise` choose."
)
_SHOWN = 2000


@dataclass
class Bench:
    """A table that was loaded, and the last dossier; `folder` keeps the file while the workbench runs."""

    folder: Path
    path: Path | None = None
    name: str = ""
    last: Dossier | None = field(default=None, repr=False)

    def load(self, path: Path, name: str) -> Json:
        """Take the file of a table; what the page shows of it. Raises ValueError for a file that is none."""
        try:
            table, names = in_order(path, typed=True)
        except ValueError as error:
            raise ValueError(str(error).replace(str(path), name)) from None
        if not names or not table.num_rows:
            raise ValueError(f"{name} has no records")
        columns = [
            {"name": column, "distinct": int(values.unique().__len__()), "numeric": _is_number(values.type)}
            for column, values in zip(names[:_SHOWN], table.columns, strict=False)
        ]
        self.path, self.name, self.last = path, name, None
        return {"name": name, "rows": table.num_rows, "columns": columns}

    def answer(self, wanted: Mapping[str, Any]) -> Json:
        """The dossier of what the page describes, as the page shows it: every number a string made here."""
        release = dict(wanted.get("release") or {})
        coarse = wanted.get("coarse") or {}
        data = dict(release.get("data") or {})
        if self.path is not None:
            data["table"] = _coarsened(self.path, coarse) if coarse else str(self.path)
        release["data"] = data
        found = dossier(release, clock=lambda: datetime.now(UTC))
        self.last = found
        views = []
        for attacker in found.release.attackers:
            high = [(rate, envelope(found, attacker, rate)) for rate in RATES]
            unique = None if found.table is None else f"{100 * float(found.table.unique(attacker)):.3g}%"
            rows = [
                {"what": answer.quantity.words, "interval": interval(answer), "by": binding(answer)}
                for answer in found.answers
                if answer.attacker == attacker
            ]
            views.append({"name": attacker.name, "unique": unique, "rows": rows, "picture": curve(high, [])})
        return {
            "statement": found.statement,
            "views": views,
            "verdicts": [verdict.line for verdict in found.verdicts],
            "passes": found.passes,
            "contradictions": list(found.contradictions),
            "left_out": [f"{name}: {why}" for name, why in found.left_out],
            "note": EXPLORED if found.events and found.table is not None else "",
        }


def _is_number(kind: Any) -> bool:
    import pyarrow.types as types

    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _coarsened(path: Path, coarse: Mapping[str, Any]) -> Any:
    """The table with numbers rounded down to multiples of a width, column by column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table, names = in_order(path, typed=True)
    columns = dict(zip(names, table.columns, strict=True))
    for name, width in coarse.items():
        if name not in columns:
            raise ValueError(f"{name!r} is no column of the table")
        step = to_rational(width, f"the width of {name}")
        if step <= 0:
            raise ValueError(f"the width of {name} must be positive, got {width}")
        if not _is_number(columns[name].type):
            raise ValueError(f"{name} is not numeric, and cannot be rounded")
        # Cells are counted by the place of their interval, a whole number.
        columns[name] = pc.cast(pc.floor(pc.divide(pc.cast(columns[name], pa.float64()), float(step))), pa.int64())
    return pa.table(columns)
