"""Spark, and engines that speak its language (SQLFrame)."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .cells import Elsewhere
from .keys import Keyed, refused

if TYPE_CHECKING:
    import narwhals as nw


def keyed(frame: nw.LazyFrame, names: Sequence[str]) -> Keyed:
    """The keys of all columns of a narwhals frame whose own names must be ours; `names`: those from outside.

    Floats are grouped by the sign of a zero as well, which shows in its text; lists and structures only where they hold
    no floats.
    """
    import narwhals as nw

    _without_collation(frame.to_native(), names)
    keys, out = [], []
    for i, (name, (inside, dtype)) in enumerate(zip(names, frame.collect_schema().items(), strict=True)):
        if not _grouped(nw, dtype):
            raise refused(name, f"of type {dtype}")
        parts = [nw.col(inside)]
        if dtype.is_float():
            parts.append(nw.when(nw.col(inside) == 0).then(nw.col(inside).cast(nw.String).str.starts_with("-")))
        keys.append(tuple(f"{letter}{i}" for letter, _ in zip("cx", parts, strict=False)))
        out += [part.alias(key) for part, key in zip(parts, keys[-1], strict=True)]
    return Keyed(Elsewhere.of(frame.select(*out)), tuple(keys))


def _grouped(nw: ModuleType, dtype: nw.DType, inside: bool = False) -> bool:
    """Whether Spark groups this type by value."""
    if dtype == nw.List or dtype == nw.Array:
        return _grouped(nw, dtype.inner, True)
    if dtype == nw.Struct:
        return all(_grouped(nw, field.dtype, True) for field in dtype.fields)
    if dtype.is_float():
        return not inside
    plain = (nw.Boolean, nw.String, nw.Binary, nw.Date, nw.Datetime)
    return bool(dtype.is_integer() or dtype.is_decimal() or dtype in plain)


def _without_collation(native: Any, names: Sequence[str]) -> None:
    """Spark groups text by the collation of its column, which may take different texts for equal."""
    fields = native.schema.fields if type(native).__module__.startswith("pyspark") else ()
    for name, column in zip(names, fields, strict=False):
        if "collate" in column.dataType.simpleString().lower():
            raise refused(name, f"of Spark's type {column.dataType.simpleString()}")
