"""What an attacker sees of a column: the cell, or a map of it that was fixed without looking at the records."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from ..numeric.exact import shown, to_rational
from .records import Shown, choose_columns

Map: TypeAlias = Callable[[Any], object]
"""A function of a cell: None (missing), a truth value, a number or text; dates and times as text."""

MAPS = "':3' (the first 3 characters), '-4:' (the last 4), '10' (steps of this width), 'year', 'month' or 'day'"

_BRACKETS = re.compile(r"(?P<column>.+)\[(?P<map>[^\[\]]+)\]", re.DOTALL)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_PARTS = {"year": 1, "month": 2, "day": 3}


@dataclass(frozen=True)
class Part:
    """What is seen of a column, under a label of its own; `seen` None: the cell as it is."""

    label: str
    column: str
    seen: Map | None = None

    def of(self, cell: Shown) -> object:
        """What is seen of this cell; ValueError in one line where the map has no answer."""
        assert self.seen is not None
        try:
            return self.seen(cell)
        except Exception as error:  # a function from outside may raise anything
            said = " ".join(str(error).split())[:120]
            raise ValueError(
                f"knows: the map of column {self.column!r} fails at {shown(cell)}: {type(error).__name__}: {said}"
            ) from None


def parts_of(knows: object, known: Sequence[str]) -> list[Part]:
    """The parts that are named: a list of columns, of `NAME[MAP]` such as "zip[:3]", or {column: map, a text or None}.

    Raises ValueError for unknown columns and maps, two parts of the same label, and none.
    """
    if isinstance(knows, Mapping):
        parts = [_part(str(name), what) for name, what in knows.items()]
    else:
        names = [knows] if isinstance(knows, str) else list(knows) if isinstance(knows, Iterable) else None
        if names is None:
            raise ValueError(f"knows must be names of columns, or maps of them, got {shown(knows)}")
        parts = [_named(str(name), known) for name in names]
    if not parts:
        raise ValueError("knows must name at least one column: who knows nothing of a target learns nothing of it")
    choose_columns(known, list(dict.fromkeys(part.column for part in parts)), "knows")
    labels = [part.label for part in parts]
    if len(set(labels)) < len(labels):
        raise ValueError(f"knows must be distinct, got {', '.join(labels)}")
    return parts


def together(parts: Iterable[Part]) -> dict[str, Part]:
    """The parts by label; ValueError where two of them have one."""
    out: dict[str, Part] = {}
    for part in parts:
        if out.setdefault(part.label, part) != part:
            raise ValueError(f"knows has two maps called {part.label!r}; name the functions")
    return out


def _named(name: str, known: Sequence[str]) -> Part:
    found = None if name in known else _BRACKETS.fullmatch(name)
    return Part(name, name) if found is None else _part(found["column"], found["map"])


def _part(column: str, what: object) -> Part:
    if what is None:
        return Part(column, column)
    if isinstance(what, str):
        return Part(f"{column}[{what}]", column, _map_of(what))
    if callable(what):
        name = getattr(what, "__name__", "")
        return Part(f"{column}[{name if name.isidentifier() else 'a map'}]", column, what)
    if isinstance(what, int | float | Fraction) and not isinstance(what, bool):
        return Part(f"{column}[{what}]", column, _map_of(str(what)))
    raise ValueError(f"the map of column {column!r} must be None, a function, or one of {MAPS}, got {shown(what)}")


@cache
def _map_of(text: str) -> Map:
    if text in _PARTS:
        return lambda cell: _date(cell, _PARTS[text])
    if re.fullmatch(r":\d{1,6}", text) and int(text[1:]):
        return lambda cell: None if cell is None else _text(cell)[: int(text[1:])]
    if re.fullmatch(r"-\d{1,6}:", text) and int(text[1:-1]):
        return lambda cell: None if cell is None else _text(cell)[int(text[:-1]) :]
    try:
        width = to_rational(text, "width")
    except ValueError:
        width = Fraction(0)
    if width <= 0:
        raise ValueError(f"a map of a column must be one of {MAPS}, got {shown(text)}")
    return lambda cell: _step(cell, width)


def _date(cell: Shown, parts: int) -> str | None:
    found = None if cell is None else _DATE.match(str(cell))
    if cell is not None and found is None:
        raise ValueError("no date such as 2026-11-23")
    return None if found is None else "-".join(found.groups()[:parts])


def _text(cell: Shown) -> str:
    if isinstance(cell, bool | float):
        raise ValueError("characters are those of text or of a whole number")
    return str(cell)


def _step(cell: Shown, width: Fraction) -> object:
    """The lower end of the step that the number is in."""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return cell
    if isinstance(cell, bool):
        raise ValueError("no number")
    low = (to_rational(cell, "the cell") // width) * width
    return int(low) if low.denominator == 1 else float(low) if Fraction(float(low)) == low else str(low)


__all__ = ["MAPS", "Map", "Part", "parts_of", "together"]
