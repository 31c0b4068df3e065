r"""SPEC.toml: named games, and the values, tables and figures computed from them.

::

    [game.survey]                       # a game to refer to; keys: law | counts, learner, n, nu, lam, record
    law = "Categorical(1/2, 3/10, 1/5)"
    n = 6

    [value.survey-delta]                # \bcvalue{survey-delta}
    game = "survey"
    quantity = "delta"
    digits = 4

    [table.growth]
    game = "survey"
    vary = "n"                          # the first column; or rows = [{label = "..", n = 10}, ..]
    over = [10, 100, 1000]
    columns = [{quantity = "delta"}, {quantity = "bound", theorem = "disc-ck"}]

    [figure.growth]
    game = "survey"
    vary = "n"
    from = 1
    to = 1000
    points = 20
    scale = "log"
    lines = [{quantity = "delta"}, {quantity = "bound", theorem = "disc-ck"}]

Every other key that stands in an entry overrides the game's; numbers are read exactly as they are typed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from ..game import Game
from ..grammar import parse_law, parse_learner
from ..interop import read_counts
from ..laws import Law
from ..learners import Learner

GAME_KEYS = ("law", "counts", "learner", "n", "nu", "lam", "record")
SECTIONS = ("game", "value", "table", "figure")

Entry: TypeAlias = Mapping[str, Any]
"""An entry of the file, as TOML reads it."""


@dataclass(frozen=True)
class Spec:
    """A parsed SPEC.toml: four tables of entries, and the folder that the paths in it start from."""

    path: Path
    sections: Mapping[str, Mapping[str, Entry]]

    @property
    def folder(self) -> Path:
        """Where the file lies."""
        return self.path.parent

    def entries(self, section: str, name: str | None = None) -> dict[str, Entry]:
        """The entries of a section by name, or the one of this name."""
        found = dict(self.sections.get(section, {}))
        if not found:
            raise ValueError(f"{self.path.name} has no [{section}.NAME]")
        if name is None:
            return found
        if name not in found:
            raise ValueError(f"{self.path.name} has no [{section}.{name}]; known: {', '.join(found)}")
        return {name: found[name]}

    def merged(self, *layers: Entry) -> dict[str, Any]:
        """One entry from several, later ones winning, over the game that they name."""
        entry: dict[str, Any] = {}
        for layer in layers:
            entry |= layer
        base: Entry = {}
        if "game" in entry:
            base = self.entries("game", str(entry.pop("game")))[_last(layers, "game")]
            unknown = set(base) - set(GAME_KEYS)
            if unknown:
                raise ValueError(f"a game takes {', '.join(GAME_KEYS)}, got {', '.join(sorted(unknown))}")
        if "law" in entry or "counts" in entry:
            base = {k: v for k, v in base.items() if k not in ("law", "counts")}
        return dict(base) | entry

    def law(self, entry: Entry) -> Law:
        """The law of an entry: exactly one of `law` and `counts`."""
        if ("law" in entry) == ("counts" in entry):
            raise ValueError("give the data law by exactly one of law and counts")
        if "law" in entry:
            return _law(str(entry["law"]))
        return _counts(self.folder / str(entry["counts"]))

    def learner(self, entry: Entry) -> Learner:
        """The learner of an entry."""
        return parse_learner(str(entry.get("learner", "WorstCase()")))

    def game(self, entry: Entry) -> Game:
        """The game of an entry."""
        if "n" not in entry:
            raise ValueError("n is missing: the number of training data")
        learner = self.learner(entry)
        anything = "law" not in entry and "counts" not in entry and not learner.stands_for_all  # a property of a model
        return Game(
            None if anything else self.law(entry),
            learner,
            entry["n"],
            str(entry.get("nu", "1/2")),
            str(entry.get("lam", "1")),
            record=entry.get("record", "average"),
        )


def read_spec(path: Path) -> Spec:
    """Read SPEC.toml; ValueError with one line for a file that is none."""
    try:
        # Floats stay text: 0.1 is the decimal that was typed.
        data = tomllib.loads(path.read_bytes().decode("utf-8"), parse_float=str)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    for section, entries in data.items():
        if section not in SECTIONS:
            raise ValueError(f"{path.name}: sections are {', '.join(SECTIONS)}, got {section!r}")
        if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
            raise ValueError(f"{path.name}: write [{section}.NAME] for every entry of {section!r}")
    return Spec(path, data)


def _last(layers: tuple[Entry, ...], name: str) -> str:
    return str(next(layer[name] for layer in reversed(layers) if name in layer))


@cache
def _law(text: str) -> Law:
    return parse_law(text)


@cache
def _counts(path: Path) -> Law:
    return read_counts(path)
