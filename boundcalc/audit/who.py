"""Who could know what: the bound for every set of columns that an attacker may know, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any, TypeAlias

from ..frames import Printed
from ..numeric.exact import to_integer
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from .design import Design
from .engines.cells import InMemory
from .histories import Numbered
from .maps import Part, parts_of, together
from .records import Records, choose_columns
from .report import words_page
from .sequences import records
from .words import JOINT, KNOWING, listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_SETS = 10**6

Knows: TypeAlias = str | int | Mapping[str, Any] | Sequence[str | Sequence[str] | Mapping[str, Any]]
"""A list of columns or of parts of them, several such lists, or how many columns an attacker may know."""


@dataclass(frozen=True)
class KnownSet:
    """Columns that an attacker may know, their distinct combinations and single ones, and the upper end of Delta."""

    columns: tuple[str, ...]
    distinct: int | None
    singletons: int | None
    upper: Fraction
    follows: tuple[str, ...] | None = None
    """The smaller set from which `upper` = 1 follows: then nothing was counted."""

    @property
    def upper_str(self) -> str:
        """`upper`, rounded up."""
        return decimal_string(self.upper, 4, "up")

    def to_json(self) -> Json:
        """All fields."""
        return {
            "knows": list(self.columns),
            "distinct": self.distinct,
            "singletons": self.singletons,
            "delta_upper": decimal_string(self.upper, 8, "up"),
            "follows": None if self.follows is None else list(self.follows),
        }


@dataclass(frozen=True)
class Knowledge(Printed):
    """The answer of `audit` for several sets of known columns: all bounds hold together with the confidence.

    The confidence is over the draw of the records, whatever their law and for any models of all columns (T-COUNT,
    T-PARTIAL): each of the m sets has a part 1/m of the error probability.
    """

    columns: tuple[str, ...]
    rows: int
    n: int
    gamma: Fraction
    confidence: Fraction
    sets: tuple[KnownSet, ...]
    design: Design = field(default_factory=Design)

    def __getitem__(self, columns: str | Iterable[str]) -> KnownSet:
        wanted = {columns} if isinstance(columns, str) else set(columns)
        for known in self.sets:
            if set(known.columns) == wanted:
                return known
        raise KeyError(f"no set of columns {', '.join(map(str, sorted(wanted)))} was asked for")

    def plot(self, ax: Axes | None = None) -> Axes:
        """The bound for each set of columns, the worst first (twenty at most). Returns the axes."""
        from ..plot import spans

        said = f"upper bound, confidence {self.percent} for all"
        marks = [(listed(known.columns), said, "<", float(known.upper), float(known.upper)) for known in self.sets[:20]]
        return spans(ax, marks, rf"$\Delta_{{{self.gamma}}}$ of an attacker who knows these")

    @property
    def percent(self) -> str:
        """The confidence in per cent, rounded down."""
        return f"{decimal_string(100 * self.confidence, 6, 'down')}%"

    @property
    def statement(self) -> str:
        """One sentence for a release note."""
        worst, strata = self.sets[0], self.design.strata
        more = f" besides {listed(strata)}" if strata else ""
        theorem = "count-survey, " if self.design.population else "count-strata, " if strata else ""
        return (
            f"With confidence {self.percent} over the draw of the {self.rows} records, for all {len(self.sets)} sets "
            f"of columns together: an attacker who knows one of them{more} of a target has at "
            f"gamma = {self.gamma} a Delta of at most {worst.upper_str} (the worst: {listed(worst.columns)}) on any "
            f"model or models trained on {self.n} records of all columns{self.design.outsiders} (boundcalc, T-COUNT, "
            f"{theorem}T-PARTIAL)."
        )

    def __str__(self) -> str:
        lines = [
            f"{self.rows} records; what an attacker may know of a target, the worst first",
            f"Delta at most, with confidence {self.percent} for all {len(self.sets)} together, n = {self.n}"
            + ("" if self.gamma == 1 else f", gamma = {self.gamma}"),
            "",
        ]
        names = [listed(known.columns)[:60] for known in self.sets[:40]]
        width = max(map(len, names))
        for name, known in zip(names, self.sets, strict=False):
            counted = (
                f"as {listed(known.columns if known.follows is None else known.follows)} alone"
                if known.distinct is None
                else f"{known.distinct} combinations, {known.singletons} occur once"
            )
            lines.append(f"  {name:{width}}  {known.upper_str:>8}  ({counted})")
        if len(self.sets) > 40:
            lines.append(f"  ... and {len(self.sets) - 40} more (--json lists all)")
        lines += ["", f"Assuming: {self.design.assumption}.", f"Assuming: {KNOWING}.", f"Covers: {JOINT}."]
        return "\n".join([*lines, f"Statement: {self.statement}"])

    def to_html(self) -> str:
        """A self-contained page."""
        return words_page(self)

    def to_json(self) -> Json:
        """Everything, as one object."""
        return {
            "kind": "confidence-bounds",
            "theorem": ", ".join((*self.design.theorems(self.rows, self.n, self.gamma), "partial")),
            "guaranteed": False,
            "confidence": decimal_string(self.confidence, 17, "down"),
            "rows": self.rows,
            "columns": list(self.columns),
            "n": self.n,
            "gamma": str(self.gamma),
            "sets": [known.to_json() for known in self.sets],
            "design": self.design.to_json(),
            "assumptions": [self.design.assumption, KNOWING],
            "covers": JOINT,
            "statement": self.statement,
        }


def several_sets(knows: Knows | None) -> list[Any] | int | None:
    """Lists of columns or of parts of them, or how many columns an attacker may know; None for at most one list."""
    if knows is None or isinstance(knows, str | Mapping):
        return None
    if isinstance(knows, int) and not isinstance(knows, bool):
        return to_integer(knows, "knows")
    if not isinstance(knows, Iterable) or isinstance(knows, bytes):
        raise ValueError(f"knows must be names of columns, lists of them or a number of columns, got {knows!r}")
    given = list(knows)
    if not any(isinstance(part, list | tuple | set | frozenset | Mapping) for part in given):
        return None
    return given


def who_knows_what(
    data: object,
    asked: list[Any] | int,
    columns: Sequence[str] | str | None,
    n: int | None,
    confidence: Fraction,
    memory_limit: str | None,
    gamma: Fraction,
    progress: bool,
    design: Design,
) -> Knowledge:
    """The upper ends for all sets that are asked for, each at an equal part of the error probability."""
    parts: dict[str, Part] = {}
    sets: list[tuple[str, ...]] = []

    def read(stored: Sequence[str]) -> list[str]:
        if design.strata:
            choose_columns(stored, design.strata, "strata")
        if isinstance(asked, int):
            names = choose_columns(stored, columns)
            free = [name for name in names if name not in design.strata]
            if asked > len(free):
                raise ValueError(f"knows must be at most {len(free)}, the number of columns, got {asked}")
            if comb(len(free), asked) > _MOST_SETS:
                raise ValueError(
                    f"there are more than {_MOST_SETS} sets of {asked} of {len(free)} columns; name fewer columns"
                )
            parts.update({name: Part(name, name) for name in free})
            sets[:] = combinations(free, asked)
        else:
            for named in asked:
                found = parts_of(named, stored)
                parts.update(together([*parts.values(), *found]))
                sets.append(tuple(part.label for part in found))
            sets[:] = dict.fromkeys(sets)
        parts.update(together([*parts.values(), *(Part(name, name) for name in design.strata)]))
        return list(dict.fromkeys(part.column for part in parts.values()))

    table = Records.read(data, read, memory_limit)
    names = tuple(choose_columns(table.stored, columns))
    table.settle()
    rows = records(table.counts())
    if not rows:
        raise ValueError("the data have no records")
    size = rows if n is None else n
    design.check(rows, size)
    mapped = any(part.seen is not None for part in parts.values())
    in_memory = mapped or isinstance(table.cells, InMemory)
    counter = Numbered(table, list(parts.values())) if in_memory else table

    def bound(known: tuple[str, ...]) -> tuple[dict[int, int], Fraction]:
        whole = [*(name for name in design.strata if name not in known), *known]
        counts = counter.counts(whole)
        return counts, design.upper(counts, size, (1 - confidence) / len(sets), gamma)

    found = list(_bounded(bound, sets, progress))
    found.sort(key=lambda known: (-known.upper, -(known.distinct or rows), known.columns))
    return Knowledge(names, rows, size, gamma, confidence, tuple(found), design)


def _bounded(
    bound: Callable[[tuple[str, ...]], tuple[dict[int, int], Fraction]],
    sets: Sequence[tuple[str, ...]],
    progress: bool,
) -> Iterator[KnownSet]:
    """Smaller sets first: where one promises nothing, no set that contains it does, and it need not be counted."""
    hopeless: list[tuple[str, ...]] = []
    if sets and len(sets[0]) > 1 and len(sets) > 1:
        for name in {name for part in sets for name in part}:  # one column that identifies most records
            if bound((name,))[1] >= 1:
                hopeless.append((name,))
    for columns in _watched(sorted(sets, key=len), progress):
        inside = next((part for part in hopeless if set(part) <= set(columns) and part != columns), None)
        if inside is not None:
            yield KnownSet(columns, None, None, Fraction(1), inside)
            continue
        counts, upper = bound(columns)
        if upper >= 1:
            hopeless.append(columns)
        yield KnownSet(columns, sum(counts.values()), counts.get(1, 0), upper)


def _watched(sets: Sequence[tuple[str, ...]], progress: bool) -> Iterable[tuple[str, ...]]:
    if not progress:
        return sets
    try:
        from rich.console import Console
        from rich.progress import track
    except ModuleNotFoundError:
        raise ValueError("the progress bar needs the extra [cli]: pip install 'boundcalc[cli]'") from None
    return track(sets, description="sets of columns", console=Console(stderr=True), transient=True)
