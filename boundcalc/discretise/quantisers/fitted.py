"""What fitting a quantiser gives: a fixed map from values to representatives, with its JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np


@dataclass(frozen=True)
class Fitted:
    """A fixed map Q: every value of a cell becomes the representative of the cell; missing stays missing."""

    kind: ClassVar[str]

    def __call__(self, values: Any) -> Any:
        """The representatives of an array of values."""
        raise TypeError(f"{type(self).__name__} is no quantiser by itself")

    def to_json(self) -> dict[str, Any]:
        """Plain data; `from_json` gives the same map back."""
        return {"kind": self.kind} | asdict(self)


@dataclass(frozen=True)
class Cuts(Fitted):
    """Intervals between `edges` (a value at an edge belongs to the right), each with its representative."""

    kind = "cuts"
    edges: tuple[float, ...]
    representatives: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers = all(isinstance(x, int | float) for x in (*self.edges, *self.representatives))
        if not numbers or list(self.edges) != sorted(set(self.edges)):
            raise ValueError("edges must be numbers that increase, and representatives numbers")
        if len(self.representatives) != len(self.edges) + 1:
            raise ValueError(f"{len(self.edges)} edges need one representative more, got {len(self.representatives)}")

    def __call__(self, values: Any) -> Any:
        x = np.asarray(values, dtype=np.float64)
        out = np.asarray(self.representatives)[np.searchsorted(np.asarray(self.edges), x, side="right")]
        return np.where(np.isnan(x), np.nan, out)

    @classmethod
    def around(cls, values: Any, edges: Any) -> Cuts:
        """Cells between the edges, represented by the mean of the fitting values inside, or by the cell's middle."""
        edges = np.unique(np.asarray(edges, dtype=np.float64))
        x = finite(values)
        code = np.searchsorted(edges, x, side="right")
        total = np.bincount(code, weights=x, minlength=len(edges) + 1)
        count = np.bincount(code, minlength=len(edges) + 1)
        ends = np.concatenate([[edges[0]], edges, [edges[-1]]]) if len(edges) else np.zeros(2)
        middle = (ends[:-1] + ends[1:]) / 2
        centre = np.where(count > 0, total / np.maximum(count, 1), middle)
        return cls(tuple(edges.tolist()), tuple(centre.tolist()))


@dataclass(frozen=True)
class Rounded(Fitted):
    """x to `digits` significant digits."""

    kind = "rounded"
    digits: int

    def __post_init__(self) -> None:
        if not isinstance(self.digits, int) or self.digits < 1:
            raise ValueError(f"digits must be an integer of at least 1, got {self.digits!r}")

    def __call__(self, values: Any) -> Any:
        x = np.asarray(values, dtype=np.float64)
        # Through decimal text: the same value always gets the same representative.
        return np.array([float(f"{v:.{self.digits - 1}e}") for v in x.ravel().tolist()]).reshape(x.shape)


@dataclass(frozen=True)
class Clip(Fitted):
    """min(max(x, low), high): values beyond the limits become the limits."""

    kind = "clip"
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"low must be at most high, got {self.low} and {self.high}")

    def __call__(self, values: Any) -> Any:
        return np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)


@dataclass(frozen=True)
class Groups(Fitted):
    """A category becomes its group; one that is not in the table becomes `other` (None keeps it)."""

    kind = "groups"
    table: dict[str, str]
    other: str | None

    def __call__(self, values: Any) -> Any:
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

    def __call__(self, values: Any) -> Any:
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
    """The nearest of several points, each coordinate divided by its scale; a missing value makes the row missing."""

    kind = "centres"
    scale: tuple[float, ...]
    centres: tuple[tuple[float, ...], ...]

    def __call__(self, values: Any) -> Any:
        from scipy.spatial import cKDTree

        x = np.asarray(values, dtype=np.float64)
        points, scale = np.asarray(self.centres), np.asarray(self.scale)
        whole = np.isfinite(x).all(axis=1)
        out = np.full(x.shape, np.nan)
        out[whole] = points[cKDTree(points / scale).query(x[whole] / scale)[1]]
        return out


def check_cells(cells: Any) -> None:
    """ValueError unless `cells` is an integer of at least 1."""
    if isinstance(cells, bool) or not isinstance(cells, int) or cells < 1:
        raise ValueError(f"cells must be an integer of at least 1, got {cells!r}")


def finite(values: Any) -> Any:
    """The finite ones of an array of numbers; ValueError when there is none."""
    if values.dtype.kind not in "iuf":
        raise ValueError("expected numbers")
    x = values[np.isfinite(values)]
    if not len(x):
        raise ValueError("no finite value to fit on")
    return x


FITTED: dict[str, type[Fitted]] = {cls.kind: cls for cls in (Cuts, Rounded, Clip, Groups, Dates, Centres)}


def from_json(data: dict[str, Any]) -> Fitted:
    """The map that `to_json` wrote; ValueError for anything else."""
    kind = data.get("kind")
    if kind not in FITTED:
        raise ValueError(f"unknown quantiser {kind!r}; known: {', '.join(FITTED)}")
    fields = {name: _tuples(value) for name, value in data.items() if name != "kind"}
    try:
        return FITTED[kind](**fields)
    except TypeError:
        raise ValueError(f"a quantiser of kind {kind!r} cannot be read from {sorted(fields)}") from None


def as_text(values: Any) -> list[str | None]:
    """Categories as text, missing as None."""
    return [
        None if _missing(v) else v if isinstance(v, str) else str(v) for v in np.asarray(values, dtype=object).tolist()
    ]


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
