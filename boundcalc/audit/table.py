"""From a file or a data frame to counts; the grouping runs where the data are."""

from __future__ import annotations

import csv
import difflib
import itertools
import shutil
import tempfile
import warnings
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PARQUET = (".parquet", ".pq")
_TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".csv.zst", ".tsv.zst")
_COUNT = "count"
_SEPARATORS = (",", ";", "\t", "|")
_NO_SEPARATOR = "\x1f\x1e\x1f"


class Table:
    """Records with named columns, kept in their own engine: a data frame of any library, or a file through DuckDB.

    How values compare: null, NaN and NaT are one value, "missing"; -0.0 is 0.0; text exactly as written; dates,
    times and numbers by value. A text file has no types, so its cells compare as text ("1" and "1.0" differ), an
    empty cell is missing, and the first line holds the names; every record must have as many cells. In a column of
    mixed Python objects the type counts (1, True and "1" differ). Inside, columns are called c0, c1, ...: names from
    outside never reach an engine.
    """

    def __init__(self, frame: Any, names: Sequence[str], keep: Any = None) -> None:
        self.frame, self.names, self._keep = frame, tuple(names), keep
        self._cells: Any = None

    @classmethod
    def read(cls, data: Any, columns: Sequence[str] | str | None = None, memory_limit: str | None = None) -> Table:
        """`data`: a path, or a frame that narwhals knows (pandas, polars, pyarrow, Dask, PySpark, DuckDB, ...).

        `memory_limit` (such as "2GB") bounds what DuckDB holds for a file; the rest is spilled to disk. Raises
        ValueError for unknown columns, unreadable files and unknown kinds of data, OSError from the system.
        """
        nw = narwhals()
        keep = known = None
        if isinstance(data, str | Path):
            data, known, keep = open_file(Path(data), memory_limit)
        elif hasattr(data, "toDF"):  # Spark would read a dot in a name as a field of a structure
            known = [str(name) for name in data.columns]
            data = data.toDF(*(f"k{i}" for i in range(len(known))))
        frame = frame_of(_comparable(data))
        schema = frame.collect_schema()
        known = known or [str(name) for name in schema]
        chosen = choose_columns(known, columns)
        types = list(schema.values())
        frame = frame.select(*(nw.nth(known.index(name)).alias(f"c{i}") for i, name in enumerate(chosen)))
        frame = frame.with_columns(
            *(_plain(nw, f"c{i}", types[known.index(name)]) for i, name in enumerate(chosen)),
        )
        return cls(frame, chosen, keep)

    def counts(self, columns: Sequence[str] | None = None) -> dict[int, int]:
        """Counts of counts: {k: how many distinct combinations of values occur exactly k times}."""
        nw = narwhals()
        cells, keys = self.cells, self._keys(columns)
        if len(keys) < len(self.names):
            if not keys:
                rows = self._collect(cells.select(nw.col(_COUNT).sum()))
                return {int(rows[_COUNT][0]): 1}
            cells = cells.group_by(*keys).agg(nw.col(_COUNT).sum())
        found = self._collect(cells.group_by(_COUNT).agg(nw.len().alias("cells")))
        pairs = zip(found[_COUNT].to_list(), found["cells"].to_list(), strict=True)
        return dict(sorted((int(k), int(number)) for k, number in pairs))

    def rarest(self, limit: int) -> list[tuple[dict[str, Any], int]]:
        """The `limit` combinations seen least often, as ({column: value}, count); ties in the order of the values."""
        keys = self._keys(None)
        found = self._collect(self.cells.sort(_COUNT, *keys, nulls_last=True).head(limit))
        values = [found[key].to_list() for key in keys]
        out = []
        for row, count in enumerate(found[_COUNT].to_list()):
            out.append(({name: _value(v[row]) for name, v in zip(self.names, values, strict=True)}, int(count)))
        return out

    @property
    def cells(self) -> Any:
        """Distinct combinations with their counts; lazy where the engine is."""
        if self._cells is None:
            nw = narwhals()
            self._cells = self.frame.group_by(*self._keys(None)).agg(nw.len().alias(_COUNT))
        return self._cells

    def _keys(self, columns: Sequence[str] | None) -> list[str]:
        wanted = self.names if columns is None else columns
        return [f"c{self.names.index(name)}" for name in wanted]

    def settle(self) -> None:
        """Group a file once for many questions: its cells in a temporary table, on disk where the memory ends."""
        if self._keep is not None:
            connection = self._keep[0]
            with _readable():
                self.cells.to_native().create("cells")
            self._cells = frame_of(connection.table("cells"))

    def _collect(self, frame: Any) -> Any:
        with _readable():
            return frame.collect() if hasattr(frame, "collect") else frame


@contextmanager
def _readable() -> Iterator[None]:
    """Errors of DuckDB while it reads, in one line."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.split(".")[0] in ("duckdb", "_duckdb"):
            raise ValueError(f"the data cannot be read: {_shortened(error)}") from None
        raise


def narwhals() -> Any:
    """The library that speaks to every data frame."""
    try:
        import narwhals as nw
    except ModuleNotFoundError:
        raise ValueError("an audit needs the extra [data]: pip install 'boundcalc[data]'") from None
    return nw


def frame_of(data: Any) -> Any:
    """Any data frame as narwhals sees it; ValueError for what is none."""
    nw = narwhals()
    try:
        with warnings.catch_warnings():
            # A notice to narwhals' own users, not to those of an audit.
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            return nw.from_native(data)
    except TypeError:
        raise ValueError(f"data must be a path or a data frame, got {type(data).__name__}") from None
    except nw.exceptions.DuplicateError:
        raise ValueError("the columns of the data must have distinct names") from None


def choose_columns(known: list[str], columns: Sequence[str] | str | None) -> list[str]:
    """The names asked for, all when None; ValueError with the nearest names for one that is not there."""
    if len(set(known)) < len(known):
        twice = next(name for i, name in enumerate(known) if name in known[:i])
        raise ValueError(f"the columns of the data must have distinct names, got {twice!r} twice")
    if columns is None:
        columns = known
    chosen = [columns] if isinstance(columns, str) else [str(name) for name in columns]
    if not chosen:
        raise ValueError("columns must name at least one column")
    for name in chosen:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:5]
            raise ValueError(f"unknown column {name!r}; nearest: {', '.join(map(repr, near))}")
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"columns must be distinct, got {', '.join(chosen)}")
    return chosen


def _plain(nw: Any, name: str, dtype: Any) -> Any:
    column = nw.col(name)
    if dtype.is_float():
        # 0.0 + (-0.0) is 0.0; NaN becomes missing.
        return nw.when(~column.is_nan()).then(column + 0.0).alias(name)
    if dtype in (nw.Categorical, nw.Enum):
        return column.cast(nw.String)
    return column


def _value(x: Any) -> Any:
    """A cell as None (missing), bool, int, float or text."""
    if x is None or type(x).__name__ in ("NAType", "NaTType") or x != x:
        return None
    return x if isinstance(x, bool | int | float | str) else str(x)


def _comparable(data: Any) -> Any:
    """Pandas columns of mixed Python objects as text that shows type and value; everything else as it is."""
    if type(data).__module__.split(".")[0] != "pandas" or not hasattr(data, "columns"):
        return data
    from pandas.api.types import infer_dtype, is_object_dtype

    plain = ("string", "empty", "date", "datetime", "time", "decimal", "bytes")
    out = {}
    for position, dtype in enumerate(data.dtypes):
        column = data.iloc[:, position]
        if is_object_dtype(dtype):
            kind = infer_dtype(column, skipna=True)
            if kind == "boolean":
                out[position] = column.astype("boolean")
            elif kind in ("integer", "floating", "mixed-integer-float"):
                out[position] = column.astype("float64" if kind != "integer" else "Int64")
            elif kind not in plain:
                out[position] = column.map(_describe).where(column.notna(), None)
    if not out:
        return data
    copy = data.copy(deep=False)
    for position, column in out.items():
        copy.isetitem(position, column)
    return copy


def _describe(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 1.0 and 1 are the same number
    return f"{type(value).__name__} {value!r}"


class Scratch:
    """A temporary directory that goes with this object."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="boundcalc-")
        weakref.finalize(self, shutil.rmtree, self.path, True)


def open_file(path: Path, memory_limit: str | None = None, typed: bool = False) -> tuple[Any, list[str], Any]:
    """A DuckDB relation on the file, the names of its columns, and what it needs to live: (connection, scratch).

    Cells of a text file stay text unless `typed`, which guesses numbers and dates from all lines. Parquet files of a
    directory are joined by the names of their columns; a column that a file does not have is missing there.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise ValueError("reading files needs the extra [data]: pip install 'boundcalc[data]'") from None
    name = path.name.lower()
    text = name.endswith(_TEXT) and not path.is_dir()
    if path.is_dir():
        files = sorted(str(part) for part in path.rglob("*") if part.name.lower().endswith(_PARQUET))
        if not files:
            raise ValueError(f"{path}: the directory holds no Parquet file")
    else:
        if not name.endswith(_PARQUET + _TEXT):
            raise ValueError(f"{path}: expected a file in Parquet or CSV ({', '.join(_PARQUET + _TEXT)})")
        with open(path, "rb") as start:  # the system's own error for a missing or forbidden file
            if not start.read(1):
                raise ValueError(f"{path}: the file is empty")
        files = [str(path)]
    files = [_literal(file) for file in files]
    scratch = Scratch()
    settings = {"temp_directory": scratch.path, "preserve_insertion_order": "false"}
    if memory_limit is not None:
        settings["memory_limit"] = memory_limit
    try:
        connection = duckdb.connect(config=settings)
        connection.execute("SET enable_progress_bar = false")  # it would go to standard output
        if text:
            relation, names = _read_text(connection, files[0], typed)
        else:
            relation = connection.read_parquet(files, union_by_name=True)
            names = _parquet_names(path, list(relation.columns))
    except (duckdb.Error, ValueError) as error:
        raise ValueError(f"{path}: {_shortened(error)}") from None
    return relation, names, (connection, scratch)


def in_order(path: Path, typed: bool = False) -> tuple[Any, list[str]]:
    """The records of a file as an Arrow table, in the order of the file, and the names of its columns; see open_file.

    An audit counts and may read in any order; who draws records by their place needs this one.
    """
    relation, names, keep = open_file(path, typed=typed)
    keep[0].execute("SET preserve_insertion_order = true")
    with _readable():
        return relation.to_arrow_table(), choose_columns(names, None)


def _parquet_names(path: Path, found: list[str]) -> list[str]:
    """The names as the file has them: DuckDB renames those that differ in case alone."""
    from pyarrow.parquet import read_schema

    stored = read_schema(path).names if path.is_file() else found
    return stored if len(stored) == len(found) else found


def _read_text(connection: Any, file: str, typed: bool) -> tuple[Any, list[str]]:
    """A text file with every choice of dialect made here: DuckDB's own guesses may drop lines (comments, titles)."""
    lines = connection.read_csv(
        file, header=False, auto_detect=False, sep=_NO_SEPARATOR, quotechar="", escapechar="",
        columns={"line": "VARCHAR"}, strict_mode=False,
    ).limit(100).fetchall()  # fmt: skip
    start = list(itertools.dropwhile(lambda line: not line, (line or "" for (line,) in lines)))
    if not start:
        raise ValueError("the file has no first line with the names of the columns")
    separator, header, more = _first_record(start)
    names = [name or f"column{i}" for i, name in enumerate(header)]
    inside = [f"c{i}" for i in range(len(names))]
    dialect = {"header": True, "sep": separator, "quotechar": '"', "escapechar": '"', "strict_mode": True}
    if typed:
        return connection.read_csv(file, **dialect, skiprows=0, comment="", names=inside, sample_size=-1), names
    columns = dict.fromkeys(inside, "VARCHAR")
    relation = connection.read_csv(file, **dialect, auto_detect=False, columns=columns)
    if more and not relation.limit(1).fetchall():  # seen with a line break of another kind in a quoted name
        raise ValueError("lines end in different ways (LF, CRLF)")
    return relation, names


def _first_record(lines: list[str]) -> tuple[str, list[str], bool]:
    """The separator that cuts the first two records into most cells, the first record, whether there is a second."""
    found = []
    for separator in _SEPARATORS:
        records = csv.reader((line + "\n" for line in lines), delimiter=separator)
        try:
            first = next(records)
            second = next(filter(None, records), None)
        except csv.Error:
            continue
        agree = second is not None and 1 < len(first) == len(second)
        found.append((agree, len(first), -_SEPARATORS.index(separator), separator, first, second is not None))
    if not found:
        raise ValueError("the first line is no line of a CSV file")
    return max(found)[3:]


def _shortened(error: Exception) -> str:
    """An error of DuckDB without its hints on options that are not ours, on one line."""
    text = " ".join(str(error).split()).split(" Possible ")[0]
    if "state machine reached an invalid state" in text:
        text = "not in the form of RFC 4180: lines that end in different ways (LF, CRLF), or a stray quote"
    return text if len(text) <= 300 else text[:297] + "..."


def _literal(path: str) -> str:
    """The path with DuckDB's wildcards taken literally."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)
