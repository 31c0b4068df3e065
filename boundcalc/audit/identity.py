"""When are two cells one value? Only when nothing in them tells them apart.

A bound from counts holds for every learner, so a difference that a learner could read must count: the kind of a value
(1, 1.0, True and "1"), every digit, the sign of a zero (0.0 and -0.0), the exponent of a decimal (1.0 and 1.00), the
time zone of a single time, and which way a value is missing (null, NaN, NaT), where the data keep them apart. All NaN
are one value. Too fine a distinction is safe, too coarse a one makes the bound false; so a value that cannot be
compared exactly is refused (`Incomparable`), never shortened or cast.

`literal` writes a Python object, `texts` the cells of an Arrow array, as text that is equal for equal values alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Incomparable(Exception):
    """Values of a type that cannot be compared exactly; the message names it."""


def literal(value: object) -> str:
    """A text for a Python object, the same for two objects only when they are one value.

    Known: None, numbers, text, bytes, dates and times, UUIDs, members of enumerations, lists, tuples, sets and
    dictionaries of such, NumPy scalars and arrays, and what pandas has; Incomparable is raised for others.

    >>> literal([1, 1.0, -0.0, "1", {"a": None}])
    "[1, 1.0, -0.0, '1', {'a': None}]"
    >>> literal(np.float32(0.1)), literal(np.array([1 + 1e-10]))
    ('float32(0.10000000149011612)', 'array(<f8, (1,), [1.0000000001])')
    """
    try:
        return _literal(value)
    except RecursionError:
        raise Incomparable("nested too deeply, or containing themselves") from None


def _literal(value: object) -> str:
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    if isinstance(value, Enum):
        return f"{kind.__module__}.{kind.__qualname__}({value.name or value.value!r})"
    if isinstance(value, np.generic):
        return _scalar(value)
    if isinstance(value, tuple) and hasattr(kind, "_fields") and not hasattr(value, "__dict__"):
        return f"{kind.__module__}.{kind.__qualname__}{_row(value, '()')}"
    if kind.__module__.split(".")[0] == "pandas":
        return _of_pandas(value)
    raise Incomparable(f"of type {kind.__module__}.{kind.__qualname__}")


def _row(values: Iterable[object], brackets: str = "[]") -> str:
    return f"{brackets[0]}{', '.join(map(_literal, values))}{brackets[1]}"


def _set(values: Iterable[object]) -> str:
    return "{" + ", ".join(sorted(map(_literal, values))) + "}"


def _mapping(values: dict[object, object]) -> str:
    return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in values.items()) + "}"


def _integer(value: int) -> str:
    return str(value) if value.bit_length() < 10_000 else hex(value)  # Python writes no longer decimals


def _zone(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if not isinstance(zone, timezone | ZoneInfo) and type(zone).__module__.split(".")[0] not in ("pytz", "dateutil"):
        raise Incomparable(f"with a time zone of type {type(zone).__module__}.{type(zone).__qualname__}")
    return f", {zone!r}"


def _moment(value: datetime | time) -> str:
    fold = f", fold={value.fold}" if value.fold else ""
    return f"{type(value).__name__}({value.isoformat()}{_zone(value.tzinfo)}{fold})"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): repr,
    bool: repr,
    int: lambda v: _integer(v),
    float: repr,
    complex: repr,
    str: repr,
    bytes: repr,
    bytearray: repr,
    Decimal: repr,
    Fraction: repr,
    UUID: repr,
    date: lambda v: f"date({v.isoformat()})",
    datetime: _moment,
    time: _moment,
    timedelta: lambda v: f"timedelta({v.days}, {v.seconds}, {v.microseconds})",
    list: _row,
    tuple: lambda v: _row(v, "()"),
    set: lambda v: f"set({_set(v)})",
    frozenset: lambda v: f"frozenset({_set(v)})",
    dict: _mapping,
    np.ndarray: lambda v: _array(v),
}


def _scalar(value: np.generic) -> str:
    """A NumPy scalar: the name of its type, and its value."""
    kind = value.dtype.kind
    if kind in "mM":
        return f"{value.dtype.name}({value.view(np.int64)})"
    if kind == "V":
        return f"void({value.dtype!r}, {_literal(value.item())})"
    if kind == "f" and value.dtype.itemsize > 8:
        return f"{value.dtype.name}({np.format_float_scientific(cast(np.floating, value), unique=True)})"
    if kind == "c" and value.dtype.itemsize > 16:
        return f"{value.dtype.name}({_scalar(value.real)}, {_scalar(value.imag)})"
    return f"{value.dtype.name}({_literal(value.item())})"


def _array(values: np.ndarray) -> str:
    """A NumPy array: its type, its shape, its elements."""
    kind, head = values.dtype.kind, f"array({values.dtype.str}, {values.shape}, "
    flat = values.ravel()
    if kind in "mM":
        return f"{head}{flat.view(np.int64).tolist()})"
    if kind == "V" or (kind in "fc" and values.dtype.itemsize > (8 if kind == "f" else 16)):
        return f"{head}{values.dtype!r}, [{', '.join(map(_scalar, flat))}])"
    return f"{head}{_row(flat.tolist())})"


def _of_pandas(value: Any) -> str:
    import pandas as pd

    kind = type(value)
    if value is pd.NA or value is pd.NaT:
        return repr(value)
    if kind is pd.Timestamp:
        exact = value.asm8
        return f"Timestamp({exact.view(np.int64)}, {value.unit}{_zone(value.tz)}, {value.utcoffset()}, {value.fold})"
    if kind is pd.Timedelta:
        return f"Timedelta({value.asm8.view(np.int64)}, {value.unit})"
    if kind is pd.Period:
        return f"Period({value.ordinal}, {value.freqstr})"
    if kind is pd.Interval:
        return f"Interval({_literal(value.left)}, {_literal(value.right)}, {value.closed})"
    if kind in (pd.Series, pd.DataFrame) or isinstance(value, pd.Index):
        return _labelled(value)
    raise Incomparable(f"of type {kind.__module__}.{kind.__qualname__}")


def _labelled(value: pd.Series | pd.DataFrame | pd.Index) -> str:
    """A series, an index or a frame of pandas within a cell."""
    import pandas as pd

    name = type(value).__name__
    if isinstance(value, pd.DataFrame):
        columns = ", ".join(_labelled(value.iloc[:, i]) for i in range(value.shape[1]))
        return f"{name}({_labelled(value.columns)}, {_labelled(value.index)}, [{columns}])"
    if isinstance(value, pd.MultiIndex):
        return f"{name}({_row(value.names)}, {_row(value.tolist())})"
    kind = str(value.dtype)
    if isinstance(value.dtype, pd.CategoricalDtype):
        kind = f"category({_row(value.dtype.categories.tolist())}, {value.dtype.ordered})"
    index = f", {_labelled(value.index)}" if isinstance(value, pd.Series) else ""
    return f"{name}({_literal(value.name)}, {kind}{index}, {_row(value.tolist())})"


# -- columns of Python objects -----------------------------------------------------------------------------------------


def objects(values: Sequence[object], alone: bool = True) -> pa.Array:
    """A column of Python objects as an Arrow array that is equal where they are.

    Objects of one kind keep it, where Arrow holds it exactly; others become their literals, None null. With
    `alone` False the kind may not depend on the other values (parts of a table that are counted one by one).

    >>> objects([1, True, "1", None]).to_pylist()
    ['1', 'True', "'1'", None]
    >>> objects(["a", "b", None]).to_pylist()
    ['a', 'b', None]
    """
    import pyarrow as pa

    if alone:
        kind, plain = _one_kind(values)
        if kind is not None:
            try:
                return pa.array(plain, kind, from_pandas=False)
            except (pa.ArrowException, UnicodeError, OverflowError):  # a lone surrogate, a time out of Arrow's range
                pass
    return pa.array([None if v is None else literal(v) for v in values], pa.large_string())


def _one_kind(values: Sequence[Any]) -> tuple[pa.DataType | None, Sequence[object]]:
    """The Arrow type of values that are all of one kind, and the values with null for what is missing; else None."""
    import pyarrow as pa

    kinds = set(map(type, values))
    missing = {k for k in kinds if k.__name__ in ("NoneType", "NAType", "NaTType")}
    kinds -= missing
    if float in kinds and len(kinds) == 2 and not missing and all(v != v for v in values if type(v) is float):
        kinds, missing = kinds - {float}, {float}  # NaN among other objects: what is missing
    if len(missing) > 1 or len(kinds) > 1:
        return None, values
    plain = [None if type(v) in missing else v for v in values] if missing else values
    if not kinds:
        return pa.null(), plain
    kind = kinds.pop()
    here = [v for v in plain if v is not None] if missing else values
    if issubclass(kind, np.generic):
        if kind in (np.datetime64, np.timedelta64, np.longdouble) or issubclass(kind, np.complexfloating | np.void):
            return None, values
        return _one_kind([None if v is None else v.item() for v in plain])
    if kind is int:
        least, most = min(here), max(here)
        if least >= -(2**63) and most < 2**63:
            return pa.int64(), plain
        if least >= 0 and most < 2**64:
            return pa.uint64(), plain
        return pa.large_string(), [None if v is None else _integer(v) for v in plain]
    if kind is Decimal:
        return pa.large_string(), [None if v is None else str(v) for v in plain]
    if kind in (datetime, time) and any(v.tzinfo is not None or v.fold for v in here):
        return None, values
    known = {
        bool: pa.bool_(),
        float: pa.float64(),
        str: pa.large_string(),
        bytes: pa.large_binary(),
        date: pa.date32(),
        datetime: pa.timestamp("us"),
        time: pa.time64("us"),
        timedelta: pa.duration("us"),
    }
    return known.get(kind), plain


# -- cells of Arrow arrays ---------------------------------------------------------------------------------------------


def texts(array: pa.Array) -> list[str]:
    """A text for each cell of an Arrow array of any type, nested ones included: equal for equal cells alone.

    >>> import pyarrow as pa
    >>> texts(pa.array([[0.0, None], [-0.0], None]))
    ['[0.0, null]', '[-0.0]', 'null']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return texts(array.storage)
    if pa.types.is_dictionary(kind):
        return texts(array.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return texts(pc.run_end_decode(array))
    if pa.types.is_struct(kind):
        fields = [texts(field) for field in array.flatten()]
        names = [repr(kind.field(i).name) for i in range(kind.num_fields)]
        rows = zip(*fields, strict=True) if fields else (() for _ in range(len(array)))
        whole = ("{" + ", ".join(f"{n}: {t}" for n, t in zip(names, row, strict=True)) + "}" for row in rows)
        return [t if valid else "null" for t, valid in zip(whole, array.is_valid().to_pylist(), strict=True)]
    if pa.types.is_map(kind):
        entries = pa.struct([kind.key_field.with_name("key"), kind.item_field.with_name("value")])
        return texts(array.cast(pa.list_(entries)))
    if pa.types.is_nested(kind):
        if pa.types.is_union(kind):
            raise Incomparable(f"of Arrow's type {kind}")
        lengths = pc.list_value_length(array).to_pylist()
        inner = iter(texts(array.flatten()))
        return ["null" if size is None else f"[{', '.join(islice(inner, size))}]" for size in lengths]
    return ["null" if v is None else _literal(v) for v in _leaves(array)]


def _leaves(array: pa.Array) -> list[object]:
    """The cells of an Arrow array that is not nested, as Python objects that lose nothing."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_date(kind) or pa.types.is_time(kind):
        return array.cast(pa.int32() if kind.bit_width == 32 else pa.int64()).to_pylist()
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return array.cast(pa.int64()).to_pylist()
    if kind == pa.month_day_nano_interval():
        return [None if v is None else tuple(v) for v in array.to_pylist()]
    if pa.types.is_float16(kind):
        return array.cast(pa.float32()).to_pylist()
    if pa.types.is_primitive(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return array.to_pylist()
    if str(kind) in ("string", "large_string", "string_view", "binary", "large_binary", "binary_view") or (
        pa.types.is_fixed_size_binary(kind)
    ):
        return array.to_pylist()
    raise Incomparable(f"of Arrow's type {kind}")


__all__ = ["Incomparable", "literal", "objects", "texts"]
