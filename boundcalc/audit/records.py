"""From a file or a data frame to counts; the grouping runs where the data are."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array
from .engines import arrow, dask, duckdb, polars, spark
from .engines.cells import COUNT, Elsewhere, InMemory
from .engines.keys import Keyed, naming, refused
from .files import attended, inexact, open_file, readable

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


Shown: TypeAlias = bool | int | float | str | None
"""A cell as it is shown; None: missing."""
Columns: TypeAlias = str | Sequence[str] | Callable[[Sequence[str]], list[str]]
"""Names of columns, or what gives them from the names that there are."""


class Records:
    """Records with named columns, counted in their own engine: a data frame of any library, a file through DuckDB.

    Two cells are one value only when nothing tells them apart (see `identity`). A text file has no types, so its
    cells compare as text ("1" and "1.0" differ), an empty cell is missing, and the first line holds the names; every
    record must have as many cells. Inside, columns are called c0, c1, ...: names from outside never reach an engine.
    """

    def __init__(self, keyed: Keyed, names: Sequence[str], stored: Sequence[str], keep: object = None) -> None:
        """`names`: the columns that are counted, of those that are `stored`."""
        self.cells, self.keys, self.names, self._keep = keyed.cells, keyed.keys, tuple(names), keep
        self.stored = tuple(stored)

    @classmethod
    def read(cls, data: Any, columns: Columns | None = None, memory_limit: str | None = None) -> Records:
        """`data`: a path, a frame or series of a library that narwhals knows (pandas, polars, pyarrow, Dask, PySpark,
        DuckDB, ...), an array, a list of values, rows or dictionaries, a dictionary of columns.

        `columns`: all unless given; names, or a function from the names that there are to those that are counted.
        `memory_limit` (such as "2GB") bounds what DuckDB holds for a file; the rest is spilled to disk. Raises
        ValueError for unknown columns, unreadable files, unknown kinds of data and values that cannot be compared
        exactly, OSError from the system.
        """
        narwhals()
        if isinstance(data, str | Path):
            path = Path(data)
            relation, stored, keep = open_file(path, memory_limit)
            chosen = choose_columns(stored, columns)
            types = dict(zip(stored, map(str, relation.types), strict=True))
            for name, what in inexact(path, types).items():
                if name in chosen:
                    return _in_memory(path, chosen, name, what, memory_limit)
            inside = _renamed(frame_of(relation), [stored.index(name) for name in chosen])
            return cls(duckdb.keyed(inside.to_native(), keep[0]), chosen, stored, keep)
        data = _frame(data)
        held = arrow.columns_of(data)
        if held is not None:
            known = [name for name, _ in held]
            chosen = choose_columns(known, columns)
            return cls(arrow.keyed([(name, dict(held)[name]) for name in chosen]), chosen, known)
        known = []
        if hasattr(data, "toDF"):  # Spark would read a dot in a name as a field of a structure
            known = list(data.columns)
            data = data.toDF(*(f"k{i}" for i in range(len(known))))
        frame = frame_of(data)
        known = known or [str(name) for name in frame.collect_schema()]
        chosen = choose_columns(known, columns)
        places = [known.index(name) for name in chosen]
        if frame.implementation.is_dask():
            return cls(dask.keyed(data, list(zip(chosen, places, strict=True))), chosen, known)
        frame = _renamed(frame, places)
        if frame.implementation.is_polars():
            return cls(polars.keyed(frame.to_native(), chosen), chosen, known)
        if frame.implementation.is_duckdb():
            return cls(duckdb.keyed(frame.to_native()), chosen, known)
        if frame.implementation.is_spark_like():
            return cls(spark.keyed(frame, chosen), chosen, known)
        whole = frame.collect(backend="pyarrow") if hasattr(frame, "collect") else frame  # how it groups is not known
        return cls(arrow.keyed(list(zip(chosen, whole.to_arrow().columns, strict=True))), chosen, known)

    def counts(self, columns: Sequence[str] | None = None) -> dict[int, int]:
        """Counts of counts: {k: how many distinct combinations of values occur exactly k times}."""
        wanted = self.names if columns is None else columns
        if not wanted:  # all records are the same
            counts = self.cells.counts()
            return {sum(k * number for k, number in counts.items()): 1} if counts else {}
        cells = self.cells if len(wanted) == len(self.names) else self.cells.merged(self._keys(wanted))
        return dict(sorted(cells.counts().items()))

    def rarest(self, limit: int, columns: Sequence[str] | None = None) -> list[tuple[dict[str, Shown], int]]:
        """The `limit` combinations seen least often, as ({column: value}, count); ties in the order of the values."""
        if not limit:
            return []
        names = self.names if columns is None else tuple(columns)
        keys = self._keys(names)
        cells = self.cells if len(names) == len(self.names) else self.cells.merged(keys)
        found = cells.rarest(limit, keys)
        values = [_shown(found[self.keys[self.names.index(name)][0]]) for name in names]
        counts = found[COUNT].to_list()
        return [(dict(zip(names, row, strict=True)), int(k)) for *row, k in zip(*values, counts, strict=True)]

    def _keys(self, columns: Sequence[str]) -> list[str]:
        return [key for name in columns for key in self.keys[self.names.index(name)]]

    def shown(self, name: str, places: Array) -> list[Shown]:
        """The cells of a column at these places among the distinct combinations."""
        import pyarrow as pa

        column = self.held()[self.keys[self.names.index(name)][0]].take(pa.array(places))
        return _shown(narwhals().from_native(column, series_only=True))

    def nulls(self, name: str) -> int:
        """How many distinct combinations miss this column's value (null or NaN)."""
        import pyarrow.compute as pc

        key = self.keys[self.names.index(name)][0]
        return int(pc.sum(pc.is_null(self.held()[key], nan_is_null=True)).as_py() or 0)

    def held(self) -> pa.Table:
        """The distinct combinations with their counts as a table of Arrow, fetched once: an engine that is asked again
        may give them in another order, and columns of two orders are no records."""
        if isinstance(self.cells, Elsewhere):
            cells = self.cells.held()
            for name, keys in zip(self.names, self.keys, strict=True):
                with naming(name):
                    for key in keys:
                        cells = cells.set_column(cells.column_names.index(key), key, arrow.grouped(cells[key]))
            self.cells = InMemory(cells)
        return self.cells.cells

    def settle(self) -> None:
        """Group a file once for many questions: its cells in a temporary table, on disk where the memory ends."""
        if isinstance(self.cells, Elsewhere):
            self.cells = self.cells.settled()


def _in_memory(path: Path, columns: Sequence[str], name: str, what: str, memory_limit: str | None) -> Records:
    """A file that DuckDB does not read exactly, through Arrow: one file, read whole."""
    from pyarrow.parquet import ParquetFile

    if memory_limit is not None or not path.is_file():
        raise refused(name, f"{what}, in a directory or with a limit of memory")
    with ParquetFile(path) as stored:
        return Records.read(stored.read(), columns)


def in_order(path: Path, typed: bool = False) -> tuple[pa.Table, list[str]]:
    """The records of a file as an Arrow table, in the order of the file, and the names of its columns; see open_file.

    An audit counts and may read in any order; who draws records by their place needs this one.
    """
    relation, names, keep = open_file(path, typed=typed)
    keep[0].execute("SET preserve_insertion_order = true")
    with readable():
        return attended(relation.to_arrow_table, keep[0]), choose_columns(names, None)


def _renamed(frame: nw.LazyFrame, places: Sequence[int]) -> nw.LazyFrame:
    """The columns at these places, under names of our own."""
    nw = narwhals()
    return frame.select(*(nw.nth(place).alias(f"k{i}") for i, place in enumerate(places)))


def _frame(data: Any) -> Any:
    """Series, and what wraps a frame or gives one, as a frame; ValueError for what is none."""
    library = type(data).__module__.split(".")[0]
    if library == "pyarrow" or isinstance(data, np.ndarray | list | tuple | Mapping):
        return data
    if any(arrow.is_pandas(data, kind) for kind in ("DataFrame", "Series", "Index")):
        return data
    if library == "narwhals":
        data = data.to_native()
    if library == "polars" and hasattr(data, "to_frame"):
        return data.to_frame(data.name or "value")
    if library in ("dask", "modin", "cudf") and data.ndim == 1:
        data = data.to_frame()
    try:
        frame = frame_of(data)
    except ValueError:
        if not hasattr(data, "__arrow_c_stream__"):
            raise
        import pyarrow as pa

        return pa.table(data)
    return frame.to_pandas() if frame.implementation.is_pandas_like() else data


def narwhals() -> ModuleType:
    """The library that speaks to every data frame."""
    try:
        import narwhals as nw
    except ModuleNotFoundError:
        raise ValueError("an audit needs the extra [data]: pip install 'boundcalc[data]'") from None
    return nw


def frame_of(data: object) -> nw.DataFrame:
    """Any data frame as narwhals sees it; ValueError for what is none."""
    nw = narwhals()
    try:
        with warnings.catch_warnings():
            # A notice to narwhals' own users, not to those of an audit.
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            return nw.from_native(data)
    except TypeError:
        raise ValueError(f"data must be a path, a data frame, an array or a list, got {type(data).__name__}") from None
    except nw.exceptions.DuplicateError:
        raise ValueError("the columns of the data must have distinct names") from None


def choose_columns(known: Sequence[str], columns: Columns | None, what: str = "columns") -> list[str]:
    """The names asked for, all when None; ValueError with the nearest names for one that is not there.

    `what`: the argument in which they were asked for.
    """
    if len(set(known)) < len(known):
        twice = next(name for i, name in enumerate(known) if name in known[:i])
        raise ValueError(f"the columns of the data must have distinct names, got {shown(twice)} twice")
    if columns is None:
        columns = known
    if callable(columns):
        columns = columns(known)
    if not isinstance(columns, str) and not isinstance(columns, Iterable):
        raise ValueError(f"{what} must be names of columns, got {shown(columns)}")
    chosen = [columns] if isinstance(columns, str) else [str(name) for name in columns]
    if not chosen:
        raise ValueError(f"{what} must name at least one column")
    for name in chosen:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or list(known[:5])
            raise ValueError(f"unknown column {shown(name)}; nearest: {', '.join(map(repr, near))}")
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"{what} must be distinct, got {', '.join(chosen)}")
    return chosen


def _shown(column: nw.Series) -> list[Shown]:
    """The cells of a narwhals series as None (missing), bool, int, float or text."""
    from pyarrow import types

    nw, dtype = narwhals(), column.dtype
    if dtype == nw.Datetime and dtype.time_unit == "ns":  # Python's datetime would cut them
        zone = None if dtype.time_zone is None else _zone(dtype.time_zone)
        return [None if v is None else _instant(v, zone) for v in column.dt.timestamp("ns").to_list()]
    if dtype == nw.Time or (dtype == nw.Duration and dtype.time_unit == "ns"):
        column = column.cast(nw.String) if dtype == nw.Time else column.dt.total_nanoseconds()
    held = column.to_arrow()
    if any(is_kind(held.type) for is_kind in (types.is_date, types.is_timestamp, types.is_duration)):
        return [_moment(cell) for cell in held]
    return [_value(v) for v in column.to_list()]


def _moment(cell: pa.Scalar) -> Shown:
    """A date, time or duration; beyond what Python has, as a number of its units."""
    import pyarrow as pa

    try:
        return _value(cell.as_py())
    except (OverflowError, ValueError):
        unit = {"date32[day]": "days", "date64[ms]": "ms"}.get(str(cell.type)) or cell.type.unit
        start = "" if pa.types.is_duration(cell.type) else "1970-01-01 + "
        return f"{start}{cell.value} {unit}"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _instant(nanoseconds: int, zone: tzinfo | None) -> str:
    seconds, part = divmod(nanoseconds, 10**9)
    whole = datetime.fromtimestamp(seconds, zone or UTC)
    fraction = "" if not part else f".{part:09d}" if part % 1000 else f".{part // 1000:06d}"
    return f"{whole:%Y-%m-%d %H:%M:%S}{fraction}{str(whole)[19:] if zone else ''}"


def _value(x: object) -> Shown:
    if x is None or x != x:
        return None
    return x if isinstance(x, bool | int | float | str) else str(x)


__all__ = ["Records", "choose_columns", "frame_of", "in_order", "narwhals", "open_file"]
