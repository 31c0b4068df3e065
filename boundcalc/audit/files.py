"""Files as relations of DuckDB: Parquet, alone or in a directory, and delimited text."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
import tempfile
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ..numeric.exact import shown

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_PARQUET = (".parquet", ".pq")
_TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".csv.zst", ".tsv.zst")
_SEPARATORS = (",", ";", "\t", "|")
_EXACT_TIMES = re.compile(r"\b(?:TIME|TIMESTAMP|TIMESTAMPTZ)_NS\b")
_NO_SEPARATOR = "\x1f\x1e\x1f"


class Scratch:
    """A temporary directory that goes with this object."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="boundcalc-")
        weakref.finalize(self, shutil.rmtree, self.path, True)


Kept: TypeAlias = "tuple[DuckDBPyConnection, Scratch]"
"""What a relation needs to live."""

Leaves: TypeAlias = list[tuple[str, str, str]]
"""(path, physical type, logical type) of the columns of Parquet that hold one column."""

Found = TypeVar("Found")


def open_file(
    path: Path, memory_limit: str | None = None, typed: bool = False
) -> tuple[DuckDBPyRelation, list[str], Kept]:
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
        files = _parts(path)
    else:
        if not name.endswith(_PARQUET + _TEXT):
            raise ValueError(f"{path}: expected a file in Parquet or CSV ({', '.join(_PARQUET + _TEXT)})")
        with open(path, "rb") as start:  # the system's own error for a missing or forbidden file
            if not start.read(1):
                raise ValueError(f"{path}: the file is empty")
        files = [str(path)]
    scratch = Scratch()
    settings = {"temp_directory": scratch.path, "preserve_insertion_order": "false"}
    if memory_limit is not None:
        settings["memory_limit"] = memory_limit
    try:
        connection = duckdb.connect(config=settings)
    except duckdb.Error as error:
        if memory_limit is None:
            raise ValueError(f"{path}: {_shortened(error)}") from None
        raise ValueError(f"memory_limit must be a size such as 2GB, got {shown(memory_limit)}") from None
    try:
        connection.execute("SET enable_progress_bar = false")  # it would go to standard output
        if text:
            relation, names = _read_text(connection, _literal(files[0]), typed)
        else:
            relation, names = _read_parquet(connection, path, files)
    except (duckdb.Error, ValueError) as error:
        raise ValueError(f"{path}: {_shortened(error)}") from None
    return relation, names, (connection, scratch)


def _parts(folder: Path) -> list[str]:
    files = sorted(str(part) for part in folder.rglob("*") if part.name.lower().endswith(_PARQUET))
    if not files:
        raise ValueError(f"{folder}: the directory holds no Parquet file")
    return files


def _read_parquet(connection: DuckDBPyConnection, path: Path, files: list[str]) -> tuple[DuckDBPyRelation, list[str]]:
    """Parquet files joined by the names of their columns; folders called name=value give a column of text."""
    from pyarrow.parquet import read_schema

    partitions = {_partition(file, path) for file in files}
    if len(partitions) > 1:
        raise ValueError("the folders name=value are not the same for every file")
    (partition,) = partitions
    options = ", hive_partitioning = true, hive_types_autocast = false" if partition else ", hive_partitioning = false"
    listed = ", ".join("'" + _literal(file).replace("'", "''") + "'" for file in files)
    relation = connection.sql(f"SELECT * FROM read_parquet([{listed}], union_by_name = true{options})")
    if path.is_file():  # DuckDB renames columns that differ in case alone
        stored = read_schema(path).names
        return relation, stored if len(stored) == len(relation.columns) else list(relation.columns)
    names = dict.fromkeys(partition, "")
    for file in files:
        for name in (stored := read_schema(file).names):
            if names.setdefault(name.lower(), name) != name or stored.count(name) > 1:
                raise ValueError(f"column {name!r}: there is another whose name differs in case alone, or not at all")
    return relation, list(relation.columns)


def _partition(file: str, path: Path) -> tuple[str, ...]:
    """The names that folders between a directory and one of its files give to a partition."""
    if path.is_file():
        return ()
    folders = Path(file).relative_to(path).parts[:-1]
    return tuple(part.split("=", 1)[0].lower() for part in folders if "=" in part)


def inexact(path: Path, types: Mapping[str, str]) -> dict[str, str]:
    """{column: what it holds}, for the columns of Parquet files that DuckDB does not read exactly.

    It reads decimals of more than 38 digits as floats, and cuts nanoseconds where its type for a time has none. A
    column whose type differs between files it casts to one that may hold less, unless all are integers or floats.
    `types`: DuckDB's type of each column.
    """
    from pyarrow.parquet import ParquetFile

    if path.is_file() and not path.name.lower().endswith(_PARQUET):
        return {}
    found: dict[str, str] = {}
    seen: dict[str, list[Leaves]] = {}
    for file in _parts(path) if path.is_dir() else [str(path)]:
        with ParquetFile(file) as stored:
            leaves = [stored.schema.column(i) for i in range(len(stored.schema.names))]
            for field in stored.schema_arrow:
                mine, leaves = leaves[: _width(field.type)], leaves[_width(field.type) :]
                kind = [(leaf.path, leaf.physical_type, str(leaf.logical_type)) for leaf in mine]
                others = seen.setdefault(field.name, [])
                if kind not in others:
                    others.append(kind)
                if any(leaf.physical_type == "INT96" for leaf in mine):
                    found[field.name] = "stored as INT96"
                elif any("Decimal" in str(leaf.logical_type) and leaf.precision > 38 for leaf in mine):
                    found[field.name] = "of more than 38 decimal digits"
                elif sum("nanoseconds" in logical for *_, logical in kind) > len(
                    _EXACT_TIMES.findall(types[field.name])
                ):
                    found[field.name] = "in nanoseconds"
                elif len(others) > 1 and not _widened(others):
                    found[field.name] = "of different types in different files"
    return found


def _width(kind: pa.DataType) -> int:
    """How many columns of Parquet hold one of Arrow's type."""
    import pyarrow as pa

    if isinstance(kind, pa.BaseExtensionType):
        return _width(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return _width(kind.value_type)
    return sum(_width(kind.field(i).type) for i in range(kind.num_fields)) or 1


def _widened(kinds: list[Leaves]) -> bool:
    """Whether each of these types, none of them nested, is an integer, or each a float, where it is not null."""
    leaves = [leaf for kind in kinds for leaf in kind if not leaf[2].startswith("Null")]
    physical, logical = {leaf[1] for leaf in leaves}, {leaf[2].split("(")[0] for leaf in leaves}
    integers = physical <= {"INT32", "INT64"} and logical <= {"None", "Int"}
    floats = physical <= {"FLOAT", "DOUBLE"} and logical <= {"None"}
    return all(len(kind) == 1 for kind in kinds) and len({leaf[0] for leaf in leaves}) <= 1 and (integers or floats)


def _read_text(connection: DuckDBPyConnection, file: str, typed: bool) -> tuple[DuckDBPyRelation, list[str]]:
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
    columns = dict.fromkeys(inside, "VARCHAR")
    relation = connection.read_csv(file, **dialect, auto_detect=False, columns=columns)
    if more and not relation.limit(1).fetchall():  # seen with a line break of another kind in a quoted name
        raise ValueError("lines end in different ways (LF, CRLF)")
    return (_guessed(relation, names) if typed else relation), names


MISSING = ("na", "n/a", "#n/a", "<na>", "nan", "null", "none")
"""What stands for a missing cell in a text file, in lower case."""
_MISSING = f"({', '.join(map(repr, MISSING))})"
_NUMBER = r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"\d\d?:\d\d(:\d\d(\.\d{1,6})?)?"
_KINDS = {  # a type, and the form of its cells; a leading zero makes a code, not a number
    "BIGINT": r"[+-]?(0|[1-9]\d*)",
    "HUGEINT": r"[+-]?(0|[1-9]\d*)",
    "DOUBLE": rf"{_NUMBER}|[+-]?(inf|Inf|INF|infinity|Infinity)",
    "BOOLEAN": "true|false|True|False|TRUE|FALSE",
    "DATE": _DAY,
    "TIME": _CLOCK,
    "TIMESTAMP": rf"{_DAY}([ T]{_CLOCK})?",
    "TIMESTAMPTZ": rf"{_DAY}[ T]{_CLOCK} ?(Z|[+-]\d\d(:?\d\d)?)",
}


def _guessed(relation: DuckDBPyRelation, names: list[str]) -> DuckDBPyRelation:
    """Columns of text as numbers, truth values, dates and times, where every cell that is not missing has that form.

    Dates are taken from ISO 8601 alone (2024-12-31): other orders of day, month and year cannot be told apart. A column
    that stays text for a few of its cells, or for the form of its dates, gets a warning.
    """
    asked = []
    for name in relation.columns:
        cell = f"trim({name})"
        here = f"{name} IS NOT NULL AND lower({cell}) NOT IN {_MISSING}"
        asked.append(f"count_if({here})")
        fits = {}
        for kind, form in _KINDS.items():
            finite = f" AND (isfinite(TRY_CAST({cell} AS DOUBLE)) OR {cell} ILIKE '%inf%')" if kind == "DOUBLE" else ""
            fits[kind] = f"regexp_full_match({cell}, '{form}') AND TRY_CAST({cell} AS {kind}) IS NOT NULL{finite}"
            asked.append(f"count_if({here} AND {fits[kind]})")
        asked.append(rf"count_if({here} AND regexp_full_match({cell}, '\d{{1,4}}[/.-]\d\d?[/.-]\d{{1,4}}.*'))")
        for kind in ("DOUBLE", "DATE"):
            asked.append(f"min({cell}) FILTER ({here} AND NOT ({fits[kind]}))")
    (found,) = relation.aggregate(", ".join(asked)).fetchall()
    width, out = len(_KINDS) + 4, []
    for i, (name, title) in enumerate(zip(relation.columns, names, strict=True)):
        whole, *matches, dates, word, day = found[i * width : (i + 1) * width]
        if not whole:  # None where there is no record at all
            out.append(name)
            continue
        given = next((kind for kind, fit in zip(_KINDS, matches, strict=True) if fit == whole), None)
        if given is not None:
            out.append(f"CASE WHEN lower(trim({name})) NOT IN {_MISSING} THEN trim({name})::{given} END AS {name}")
            continue
        out.append(name)
        numbers = matches[list(_KINDS).index("DOUBLE")]
        if dates == whole:
            _warn(f"column {title!r} stays text: dates are read in the form 2024-12-31 alone, not {day!r}")
        elif numbers > whole / 2:
            _warn(f"column {title!r} stays text: {whole - numbers} of its cells are no numbers, such as {word!r}")
    return relation.project(", ".join(out))


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=2)


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


@contextmanager
def readable() -> Iterator[None]:
    """Errors of DuckDB while it reads, in one line; its word for an interrupt as what it is."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ == "InterruptException" or str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        if type(error).__module__.split(".")[0] in ("duckdb", "_duckdb"):
            raise ValueError(f"the data cannot be read: {_shortened(error)}") from None
        raise


def attended(call: Callable[[], Found], connection: DuckDBPyConnection) -> Found:
    """`call()`, which makes this connection to DuckDB work; an interrupt from the keyboard stops it at once."""
    if threading.current_thread() is not threading.main_thread():
        return call()
    done = threading.Event()
    found: list[Found | BaseException] = []

    def work() -> None:
        try:
            found.append(call())
        except BaseException as error:
            found.append(error)
        finally:
            done.set()

    threading.Thread(target=work, daemon=True).start()
    try:
        while not done.wait(1):  # the main thread alone hears of an interrupt, and not while it is in the engine
            pass
    except KeyboardInterrupt:
        connection.interrupt()
        while not done.wait(0.1):  # a query that has not begun yet does not hear it
            connection.interrupt()
        raise
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
