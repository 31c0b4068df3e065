"""Frames of polars, eager and lazy: its own grouping takes 0.0 for -0.0, also within lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..identity import literal, texts
from .cells import Elsewhere
from .keys import Keyed, naming, refused

if TYPE_CHECKING:
    import polars as pl


def keyed(data: pl.DataFrame | pl.LazyFrame, names: Sequence[str]) -> Keyed:
    """The keys of all columns, whose names must be our own; `names`: those from outside."""
    import polars as pl

    keys, out = [], []
    for i, (name, (inside, dtype)) in enumerate(zip(names, data.lazy().collect_schema().items(), strict=True)):
        column = pl.col(inside)
        parts = [column]
        if dtype.is_float():
            parts = [column, (column == 0) & (1 / column < 0)]
        elif dtype in (pl.Categorical, pl.Enum) or _is_wide(dtype):  # Arrow holds no such numbers
            parts = [column.cast(pl.String)]
        elif dtype.is_nested() or dtype == pl.Object:
            _held(name, dtype)
            parts = [column.map_batches(_written(name), return_dtype=pl.String, is_elementwise=True)]
        elif not (dtype.is_numeric() or dtype.is_temporal() or dtype in (pl.Boolean, pl.String, pl.Binary, pl.Null)):
            raise refused(name, f"of polars' type {dtype}")
        keys.append(tuple(f"{letter}{i}" for letter, _ in zip("cx", parts, strict=False)))
        out += [part.alias(key) for part, key in zip(parts, keys[-1], strict=True)]
    return Keyed(Elsewhere.of(data.select(out)), tuple(keys))


def _held(name: str, dtype: pl.DataType) -> None:
    """Refuse what polars hands over to Arrow as pointers, or not at all."""
    import polars as pl

    for inner in [getattr(dtype, "inner", None), *(field.dtype for field in getattr(dtype, "fields", ()))]:
        if inner is not None:
            if inner == pl.Object or _is_wide(inner):
                raise refused(name, f"of polars' type {dtype}")
            _held(name, inner)


def _is_wide(dtype: pl.DataType) -> bool:
    return str(dtype) in ("Int128", "UInt128")


def _written(name: str) -> Callable[[pl.Series], pl.Series]:
    import polars as pl

    def write(series: pl.Series) -> pl.Series:
        with naming(name):
            if series.dtype == pl.Object:
                return pl.Series([None if v is None else literal(v) for v in series.to_list()], dtype=pl.String)
            return pl.Series(texts(series.to_arrow()), dtype=pl.String)

    return write
