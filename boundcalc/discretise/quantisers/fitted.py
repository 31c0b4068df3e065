"""What fitting a quantiser gives: a fixed map from values to representatives, with its JSON."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ...numeric.exact import shown
from ...numeric.kinds import Array, Json
from .ordered_sample import OrderedSample
from .values import EXACT, as_text, numbers

ColumnKey: TypeAlias = str | tuple[str, ...]
"""A column, or several that are quantised jointly."""


@dataclass(frozen=True)
class Fitted:
    """A fixed map Q: every value of a cell becomes the representative of the cell; missing stays missing, and 0 has no
    sign."""

    kind: ClassVar[str]

    def __call__(self, values: ArrayLike) -> Array:
        """The representatives of an array of values."""
        raise TypeError(f"{type(self).__name__} is no quantiser by itself")

    def to_json(self) -> Json:
        """Plain data; `from_json` gives the same map back."""
        return {"kind": self.kind} | asdict(self)


@dataclass(frozen=True)
class Cuts(Fitted):
    """Intervals between `edges` (a value at an edge belongs to the right), each with its representative.

    Integers beyond 2^53 are compared exactly.
    """

    kind = "cuts"
    edges: tuple[float, ...]
    representatives: tuple[float, ...]

    def __post_init__(self) -> None:
        known = all(isinstance(x, int | float) for x in (*self.edges, *self.representatives))
        if not known or list(self.edges) != sorted(set(self.edges)):
            raise ValueError("edges must be numbers that increase, and representatives numbers")
        if len(self.representatives) != len(self.edges) + 1:
            raise ValueError(f"{len(self.edges)} edges need one representative more, got {len(self.representatives)}")

    def __call__(self, values: ArrayLike) -> Array:
        x = numbers(values)
        if x.dtype.kind == "f" and _in_float64(*self.edges, *self.representatives):
            edges, centres = (np.array(part, dtype=np.float64) for part in (self.edges, self.representatives))
            out = centres[np.searchsorted(edges, x, side="right")]
            return np.where(np.isnan(x), np.nan, out) + 0.0
        return _each(x, lambda v: self.representatives[bisect_right(self.edges, v)])

    @classmethod
    def around(cls, line: OrderedSample, edges: Sequence[float]) -> Cuts:
        """Cells between the edges, represented by the mean of the fitting values inside, or by the cell's middle."""
        edges = sorted(set(edges))
        start = [0, *(bisect_left(line.numbers, edge) for edge in edges), len(line.numbers)]
        ends = [*edges[:1], *edges, *edges[-1:]]
        centres = []
        for cell, (first, last) in enumerate(pairwise(start)):
            if first < last:
                mean = line.number(float(line.places[first:last].mean()))
                centres.append(min(max(mean, line.numbers[first]), line.numbers[last - 1]))
            else:
                low, high = ends[cell : cell + 2]
                centres.append((low + high) // 2 if line.whole else low / 2 + high / 2)
        return cls(tuple(map(_python, edges)), tuple(map(_python, centres)))


@dataclass(frozen=True)
class Rounded(Fitted):
    """x to `digits` significant digits."""

    kind = "rounded"
    digits: int

    def __post_init__(self) -> None:
        if not isinstance(self.digits, int) or self.digits < 1:
            raise ValueError(f"digits must be an integer of at least 1, got {shown(self.digits)}")

    def __call__(self, values: ArrayLike) -> Array:
        return _each(numbers(values), self._rounded)

    def _rounded(self, x: int | float) -> int | float:
        # Through decimal text: the same value always gets the same representative.
        form = f".{self.digits - 1}e"
        return int(Decimal(format(Decimal(x), form))) if isinstance(x, int) else float(format(x, form))


@dataclass(frozen=True)
class Clip(Fitted):
    """min(max(x, low), high): values beyond the limits become the limits."""

    kind = "clip"
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"low must be at most high, got {self.low} and {self.high}")

    def __call__(self, values: ArrayLike) -> Array:
        x = numbers(values)
        if x.dtype.kind == "f" and _in_float64(self.low, self.high):
            return np.clip(x, self.low, self.high) + 0.0
        return _each(x, lambda v: min(max(v, self.low), self.high))


@dataclass(frozen=True)
class Groups(Fitted):
    """A category becomes its group; one that is not in the table becomes `other` (None keeps it)."""

    kind = "groups"
    table: dict[str, str]
    other: str | None

    def __call__(self, values: ArrayLike) -> Array:
        rest = self.other
        return np.array(
            [None if v is None else self.table.get(v, v if rest is None else rest) for v in as_text(values)],
            dtype=object,
        )

    def __hash__(self) -> int:
        return hash((self.kind, tuple(sorted(self.table.items())), self.other))


@dataclass(frozen=True)
class Dates(Fitted):
    """The first day of the year, quarter or month, or the day itself, as ISO text."""

    kind = "dates"
    part: str

    def __call__(self, values: ArrayLike) -> Array:
        days = np.asarray(values, dtype="datetime64[D]")
        if self.part == "quarter":
            months = days.astype("datetime64[M]").astype(np.int64)
            days = (months - months % 3).astype("datetime64[M]").astype("datetime64[D]")
            days = np.where(np.isnat(np.asarray(values, dtype="datetime64[D]")), np.datetime64("NaT"), days)
        unit = {"year": "Y", "quarter": "D", "month": "M", "day": "D"}[self.part]
        text = np.datetime_as_string(days.astype(f"datetime64[{unit}]").astype("datetime64[D]"))
        return np.array([None if day == "NaT" else day for day in text.tolist()], dtype=object)


@dataclass(frozen=True)
class Centres(Fitted):
    """The nearest of several points, each coordinate divided by its scale; a missing value makes the row missing.

    So does a value that is further away than float64 can say.
    """

    kind = "centres"
    scale: tuple[float, ...]
    centres: tuple[tuple[float, ...], ...]

    def __call__(self, values: ArrayLike) -> Array:
        from scipy.spatial import cKDTree

        x = np.asarray(values, dtype=np.float64)
        x = x.reshape(len(x), -1)
        points, scale = np.asarray(self.centres), np.asarray(self.scale)
        # Distances are those from the first centre in units of the scale, so that no square overflows.
        with np.errstate(over="ignore", invalid="ignore"):
            away, known = ((part / 2 - points[0] / 2) / scale for part in (x, points))
        near = (np.abs(away) < 1e150).all(axis=1)
        out = np.full(x.shape, np.nan)
        out[near] = points[cKDTree(known).query(away[near])[1]]
        return out.reshape(np.shape(values)) + 0.0


def check_cells(cells: object) -> None:
    """ValueError unless `cells` is an integer of at least 1."""
    if isinstance(cells, bool) or not isinstance(cells, int) or cells < 1:
        raise ValueError(f"cells must be an integer of at least 1, got {shown(cells)}")


def _in_float64(*parts: int | float) -> bool:
    return all(isinstance(x, float) or abs(x) <= EXACT for x in parts)


def _each(x: Array, change: Callable[[float], float]) -> Array:
    """One number after the other; float64 stays float64, unless an integer beyond 2^53 comes out."""
    out = [v if v is None or v != v else change(v) for v in x.ravel().tolist()]
    if x.dtype.kind == "f" and all(isinstance(v, float) for v in out):
        return np.array(out, dtype=np.float64).reshape(x.shape) + 0.0
    return np.array([None if v is None or v != v else v + 0 for v in out], dtype=object).reshape(x.shape)


def _python(x: float | np.generic) -> int | float:
    """A number without numpy, and 0 without a sign."""
    return (x.item() if isinstance(x, np.generic) else x) + 0


FITTED: dict[str, type[Fitted]] = {cls.kind: cls for cls in (Cuts, Rounded, Clip, Groups, Dates, Centres)}


def from_json(data: Json) -> Fitted:
    """The map that `to_json` wrote; ValueError for anything else."""
    kind = data.get("kind")
    if kind not in FITTED:
        raise ValueError(f"unknown quantiser {kind!r}; known: {', '.join(FITTED)}")
    fields = {name: _tuples(value) for name, value in data.items() if name != "kind"}
    try:
        return FITTED[kind](**fields)
    except TypeError:
        raise ValueError(f"a quantiser of kind {kind!r} cannot be read from {sorted(fields)}") from None


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
