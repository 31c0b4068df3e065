"""Tables in memory: pandas, pyarrow, NumPy, lists and dictionaries, all grouped by Arrow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..identity import literal, objects, texts
from .cells import InMemory
from .keys import Keyed, naming

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


Column: TypeAlias = "pa.Array | pa.ChunkedArray"
Values: TypeAlias = "Sequence[object] | np.ndarray | pd.Series | Column"
"""A column in memory."""


def is_pandas(data: object, kind: str) -> bool:
    """Whether this is pandas' DataFrame, Series or Index, or of a class made from one."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, getattr(pandas, kind))


def columns_of(data: Any) -> list[tuple[str, Values]] | None:
    """(name, values) for each column of what lies in memory; None for anything else.

    A list is of records (dictionaries with the same keys, or rows of the same length) or of the values of one column.
    """
    library = type(data).__module__.split(".")[0]
    if isinstance(data, np.ndarray):
        return _of_array(data)
    if is_pandas(data, "DataFrame"):
        return [(str(name), data.iloc[:, i]) for i, name in enumerate(data.columns)]
    if is_pandas(data, "Index"):
        data = data.to_series()
    if is_pandas(data, "Series"):
        return [("value" if data.name is None else str(data.name), data)]
    if isinstance(data, Mapping):
        columns = [(str(name), _sequence(values, str(name))) for name, values in data.items()]
        if len({len(values) for _, values in columns}) > 1:
            raise ValueError("the columns of the data must have equal lengths")
        return columns
    if isinstance(data, list | tuple):
        return _of_list(data)
    if library == "pyarrow" and hasattr(data, "read_all"):
        data = data.read_all()
    if library == "pyarrow" and hasattr(data, "column_names"):
        return [(name, data.column(i)) for i, name in enumerate(data.column_names)]
    if library == "pyarrow" and hasattr(data, "type"):
        return [("value", data)]
    return None


def _of_list(data: Sequence[Any]) -> list[tuple[str, Values]]:
    if data and all(isinstance(row, Mapping) for row in data):
        names = list(data[0])
        for i, row in enumerate(data):
            if list(row) != names:
                raise ValueError(f"every record must have the same keys, got {list(row)} at {i}, {names} at 0")
        return [(str(name), [row[name] for row in data]) for name in names]
    if data and all(isinstance(row, list | tuple) for row in data):
        width = len(data[0])
        for i, row in enumerate(data):
            if len(row) != width:
                raise ValueError(f"every record must have as many cells, got {len(row)} at {i}, {width} at 0")
        return [(f"x{j}", [row[j] for row in data]) for j in range(width)]
    return [("value", data)]


def _of_array(array: np.ndarray) -> list[tuple[str, Values]]:
    array = array if isinstance(array, np.ma.MaskedArray) else np.asarray(array)  # a matrix has no columns of its own
    if array.dtype.names and array.ndim == 1:
        return [(name, array[name]) for name in array.dtype.names]
    if array.ndim == 1:
        return [("value", array)]
    if array.ndim == 2:
        return [(f"x{i}", column) for i, column in enumerate(array.T)]
    raise ValueError(f"an array must have one or two dimensions, got {array.ndim}")


def _sequence(values: object, name: str) -> Values:
    if isinstance(values, str | bytes) or not hasattr(values, "__len__") or not hasattr(values, "__getitem__"):
        raise ValueError(f"column {name!r} must be a list or an array, got {type(values).__name__}")
    return values


def keyed(columns: Sequence[tuple[str, Values]], alone: bool = True) -> Keyed:
    """The keys of named columns, each a Series of pandas, an array of NumPy or Arrow, or a list."""
    import pyarrow as pa

    out: dict[str, pa.ChunkedArray] = {}
    keys = []
    for i, (name, values) in enumerate(columns):
        with naming(name):
            parts = _keys(_to_arrow(values, alone), alone)
        keys.append(tuple(f"{letter}{i}" for letter, _ in zip("cx", parts, strict=False)))
        out |= dict(zip(keys[-1], parts, strict=True))
    return Keyed(InMemory.of(pa.table(out)), tuple(keys))


def grouped(column: Column) -> Column:
    """A key of another engine as what Arrow groups: nested values as their texts, coded ones as their values."""
    import pyarrow as pa

    return column if pa.types.is_floating(column.type) else _keys(column)[0]  # the sign of zeros has its own key


def _keys(column: Column, alone: bool = True) -> list[Column]:
    """An Arrow column as what Arrow groups exactly: itself, its floats and the sign of zeros, or its texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _keys(_each(column, lambda chunk: chunk.storage), alone)
    if pa.types.is_dictionary(kind):
        return _keys(_each(column, lambda chunk: chunk.dictionary_decode()), alone)
    if pa.types.is_run_end_encoded(kind):
        return _keys(_each(column, pc.run_end_decode), alone)
    if pa.types.is_null(kind):
        return [column.cast(pa.bool_())]
    if pa.types.is_floating(kind):
        if pa.types.is_float16(kind):
            column = column.cast(pa.float32())
        if pc.any(pc.is_nan(column)).as_py():  # the bits of NaN are no value
            column = pc.if_else(pc.is_nan(column), pa.scalar(float("nan"), column.type), column)
        negative = pc.and_(pc.equal(column, 0), pc.less(pc.divide(1.0, column), 0))
        return [column] if alone and not pc.any(negative).as_py() else [column, negative]
    if str(kind) in ("string", "large_string", "string_view"):
        return [_short(column, pa.string(), pa.large_string())]
    if str(kind) in ("binary", "large_binary", "binary_view"):
        return [_short(column, pa.binary(), pa.large_binary())]
    if any(is_kind(kind) for is_kind in _plain_kinds()):
        return [column]
    return [
        _short(_each(column, lambda part: pa.array(texts(part), pa.large_string())), pa.string(), pa.large_string())
    ]


def _plain_kinds() -> list[Callable[[pa.DataType], bool]]:
    from pyarrow import types

    numbers = [types.is_boolean, types.is_integer, types.is_decimal, types.is_fixed_size_binary]
    return [*numbers, types.is_date, types.is_time, types.is_timestamp, types.is_duration]


def _short(column: Column, kind: pa.DataType, large: pa.DataType) -> Column:
    """Text with short offsets where it fits: Arrow groups it much faster."""
    from pyarrow import ArrowInvalid

    try:
        return column.cast(kind)
    except ArrowInvalid:
        return column.cast(large)


def _each(column: Column, change: Callable[[Column], Column]) -> Column:
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return change(column)
    chunks = [change(chunk) for chunk in column.chunks]
    return pa.chunked_array(chunks) if chunks else pa.nulls(0)


def _to_arrow(values: Values, alone: bool) -> Column:
    """A column of any kind as an Arrow array that keeps every difference."""
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, np.ndarray):
        return _of_numpy(values, alone)
    if is_pandas(values, "Series"):
        return _of_pandas(values, alone)
    return objects(list(values), alone)


def _of_numpy(values: np.ndarray, alone: bool) -> Column:
    import pyarrow as pa

    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(object), None)
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind in "biu" or (kind == "f" and size <= 8):
        return pa.array(values, from_pandas=False)
    if kind in "mM" and np.datetime_data(values.dtype) in (("s", 1), ("ms", 1), ("us", 1), ("ns", 1)):
        return pa.array(values)  # NaT becomes null
    if kind in "mM":
        return pa.array(values.view(np.int64))
    if kind in "OUST":
        return objects(values.tolist(), alone)
    return pa.array([literal(v) for v in values], pa.large_string())


def _of_pandas(series: pd.Series, alone: bool) -> Column:
    import pandas as pd
    import pyarrow as pa

    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        return _of_numpy(series.to_numpy(), alone)
    if isinstance(dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.int64)
        return _to_arrow(dtype.categories.to_series(), alone).take(pa.array(codes, mask=codes < 0))
    if isinstance(dtype, pd.SparseDtype):
        return _of_numpy(series.sparse.to_dense().to_numpy(), alone)
    if isinstance(dtype, pd.IntervalDtype):
        left, right = (
            "[" if dtype.closed in ("left", "both") else "(",
            "]" if dtype.closed in ("right", "both") else ")",
        )
        ends = zip(series.array.left.tolist(), series.array.right.tolist(), strict=True)
        shown = [f"{left}{literal(a)}, {literal(b)}{right}" for a, b in ends]
        return pa.array(shown, pa.large_string(), mask=series.isna().to_numpy())
    if isinstance(dtype, pd.PeriodDtype):
        return pa.array(series.array.asi8, mask=series.isna().to_numpy())
    if isinstance(dtype, pd.DatetimeTZDtype):
        return pa.array(series)
    if type(dtype).__module__.split(".")[0] != "pandas":  # of another library
        return objects(series.tolist(), alone)
    try:
        return pa.array(series.array)
    except UnicodeError:  # a lone surrogate
        return objects(series.tolist(), alone)
