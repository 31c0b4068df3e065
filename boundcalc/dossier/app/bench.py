"""What the workbench holds: the tables that were loaded, and the dossiers of what was described last."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...audit.records import in_order
from ...audit.words import shown
from ...numeric.exact import shown as shown_value
from ...numeric.kinds import Json
from ..dossier import Dossier, dossier
from ..page import View, environment, shared
from ..words import brief, interval

EXPLORED = (
    "The confidence is that of one description, fixed before the records were looked at. Who chooses columns or widths "
    "by what they see here has used it up: confirm the choice on other records, or let `boundcalc discretise` choose."
)
_SHOWN = 2000
_KEPT = 8
_TAKEN: dict[str, tuple[str, ...] | None] = {
    "release": ("title", "confidence"),
    "data": ("sampling", "n", "columns"),
    "attackers": None,
    "training": ("dp_sgd", "privacy", "properties"),
    "targets": ("prior", "advantage", "tpr"),
}
"""What the page may describe: no path is taken from it."""

Watch = Callable[[int, int, str], None]
"""Called with (done, of, what is next); what it raises ends the work."""


@dataclass(frozen=True)
class Loaded:
    """The file of a table, what it was called, and what the page shows of it."""

    path: Path
    name: str
    told: Json


@dataclass
class Bench:
    """Tables and dossiers by the names that the pages know them by; each page has its own. `folder` keeps files."""

    folder: Path
    tables: dict[str, Loaded] = field(default_factory=dict)
    dossiers: dict[str, Dossier] = field(default_factory=dict, repr=False)
    first: str | None = None
    """The table that the workbench was started with."""

    def load(self, path: Path, name: str) -> Json:
        """Take the file of a table called `name`: what the page shows of it. Raises ValueError for what is no table."""
        try:
            table, names = in_order(path, typed=True)
        except ValueError as error:
            raise ValueError(str(error).replace(str(path), name)) from None
        if not names or not table.num_rows:
            raise ValueError(f"{brief(name)} has no records")
        columns = [
            {"name": column, "shown": brief(column), "distinct": len(values.unique()), "numeric": _is_number(values)}
            for column, values in zip(names[:_SHOWN], table.columns, strict=False)
        ]
        id = secrets.token_hex(8)
        told = {"id": id, "name": brief(Path(name).name), "rows": table.num_rows, "of": len(names), "columns": columns}
        self.tables[id] = Loaded(path, name, told)
        for old in list(self.tables)[:-_KEPT]:
            if old != self.first:
                gone = self.tables.pop(old)
                if gone.path.parent == self.folder:
                    gone.path.unlink(missing_ok=True)
        return told

    def release(self, wanted: Mapping[str, Any]) -> Json:
        """The description that the command line would read. Raises ValueError for what a page does not describe."""
        given, release = wanted.get("release"), {}
        if not isinstance(given, Mapping):
            raise ValueError("the description must hold a release")
        for section, value in given.items():
            if section not in _TAKEN:
                raise ValueError(f"{shown(section)} is not described here (one of {', '.join(_TAKEN)})")
            keys = _TAKEN[section]
            if isinstance(value, Mapping) and keys is not None:
                for key in value:
                    if key not in keys:
                        raise ValueError(f"{section}.{shown(key)} is not described here (one of {', '.join(keys)})")
            release[section] = dict(value) if isinstance(value, Mapping) else value
        if not isinstance(release.setdefault("data", {}), dict):
            raise ValueError(f"data must be a table [data], got {shown_value(release['data'])}")
        id = wanted.get("table")
        if id is not None:
            if id not in self.tables:
                raise ValueError("this table is no longer here: load it again")
            release["data"]["table"] = str(self.tables[id].path)
            release["data"]["choices"] = []  # whoever is here asks again instead
        return release

    def answer(self, wanted: Mapping[str, Any], watch: Watch = lambda done, of, what: None) -> Json:
        """The dossier of what the page describes, as the page shows it: in the words of `boundcalc dossier --html`."""
        watch(0, 1, "reading the table")
        found = dossier(self.release(wanted), command="boundcalc app")
        views = [View(found, attacker) for attacker in found.release.attackers]
        of = len(found.asked) + len(views)
        for done, what in enumerate(found.steps()):
            watch(done, of, what)
        for done, view in enumerate(views, len(found.asked)):
            watch(done, of, f"the curve against {view.attacker.name}")
            view.high, view.low  # noqa: B018 - worked out here, shown below
        told = [
            f"Against {view.attacker.name} the advantage is in {interval(view.answers[0])}."
            for view in views
            if view.attacker.columns is not None
        ]
        html = (
            environment()
            .get_template("answer.html")
            .render(
                **shared(found), views=views[::-1], note=EXPLORED if found.events and found.table is not None else ""
            )
        )
        if found.table is not None:  # by its own name, under which the command line finds it
            found.release.described["data"]["table"] = self.tables[wanted["table"]].name
        id = secrets.token_hex(8)
        self.dossiers[id] = found
        for old in list(self.dossiers)[:-_KEPT]:
            del self.dossiers[old]
        return {"id": id, "html": html, "statement": found.statement, "told": told}

    def levers(self, id: str) -> Json:
        """What would lower the advantage of a dossier, which takes longer; KeyError for one that is not here."""
        parts = environment().get_template("parts.html")
        found = self.dossiers[id]
        return {"html": str(parts.make_module(shared(found)).levers(found))}


def _is_number(values: Any) -> bool:
    import pyarrow.types as types

    kind = values.type
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))
