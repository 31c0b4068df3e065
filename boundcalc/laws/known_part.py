"""What an attacker may know of a record: coordinates of it, or any map."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import sympy as sp
from flint import fmpq

from ..numeric.exact import shown, to_integer
from ..numeric.kinds import Record

if TYPE_CHECKING:
    from .channel import Blur, Channel

Knows: TypeAlias = (
    "str | int | Sequence[str | int] | Mapping[Any, Any] | Seen | Callable[[Any], Record] | Channel | Blur"
)
"""Coordinates of the record, a map of it, or a noisy view of it."""

M = TypeVar("M", fmpq, sp.Expr)


def places_of(what: object, names: Sequence[str], size: int, name: str = "knows") -> tuple[int, ...]:
    """The places of the coordinates that are named, or numbered from 0; ValueError, with the `name` of the argument,
    for one that is not there."""
    asked = [what] if isinstance(what, str | int) else list(what) if isinstance(what, Iterable) else None
    if asked is None or not all(isinstance(x, str | int) and not isinstance(x, bool) for x in asked):
        raise ValueError(f"{name} must name coordinates of the records, got {shown(what)}")
    if not asked:
        why = ": who knows nothing of a target learns nothing of it" if name == "knows" else ""
        raise ValueError(f"{name} must name at least one coordinate{why}")
    places = []
    for one in asked:
        if isinstance(one, str):
            if one not in names:
                near = difflib.get_close_matches(one, names, n=3, cutoff=0.4) or names[:5]
                say = f"; nearest: {', '.join(map(repr, near))}" if near else "; the coordinates have no names"
                raise ValueError(f"unknown coordinate {one!r}{say}")
            places.append(list(names).index(one))
            continue
        place = to_integer(one, name, 0)
        if place >= size:
            raise ValueError(f"{name} must number coordinates from 0 to {size - 1}, got {one}")
        places.append(place)
    if len(set(places)) < len(places):
        raise ValueError(f"{name} must name distinct coordinates, got {shown(what)}")
    return tuple(places)


def cell_of(what: object, labels: Sequence[Record]) -> Callable[[Record], Record]:
    """label -> what the attacker sees of it: by a function, a mapping from label to cell, or coordinates of a tuple."""
    if isinstance(what, Seen | Mapping):
        cells = dict(what.pairs) if isinstance(what, Seen) else what
        missing = next((label for label in labels if label not in cells), None)
        if missing is not None:
            raise ValueError(f"knows must say what is seen of every record, and says nothing of {shown(missing)}")
        return cells.__getitem__
    if callable(what):
        return what
    tuples = [label for label in labels if isinstance(label, tuple)]
    sizes = {len(label) for label in tuples}
    if len(tuples) < len(labels) or len(sizes) != 1 or 0 in sizes:
        raise ValueError("knows takes coordinates where every label is a tuple of them; else a function of the label")
    places = places_of(what, (), sizes.pop())
    part: Callable[[Any], Record] = lambda label: tuple(label[i] for i in places)  # noqa: E731
    return part


def merged(pairs: Iterable[tuple[Record, M]], seen: Callable[[Record], Record]) -> dict[Record, M]:
    """{what is seen: the mass of its records}; all NaN are one. ValueError where the map has no answer."""
    out: dict[Record, M] = {}
    for record, mass in pairs:
        try:
            cell = seen(record)
            cell = cell if cell == cell else "NaN"
            out[cell] = out[cell] + mass if cell in out else mass
        except Exception as error:  # a function from outside may raise anything
            said = " ".join(str(error).split())[:120]
            raise ValueError(f"knows: the map fails at {shown(record)}: {type(error).__name__}: {said}") from None
    return out


@dataclass(frozen=True, repr=False)
class Seen:
    """A map of the record, written out: (record, what is seen of it), or (coordinate, map of it)."""

    pairs: tuple[tuple[Record, Any], ...]

    def __repr__(self) -> str:
        return f"Seen({len(self.pairs)} records)"


__all__ = ["Knows", "Seen", "cell_of", "merged", "places_of"]
