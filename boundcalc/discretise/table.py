"""TableQuantiser: a quantiser for each column, as a scikit-learn transformer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ..audit.records import narwhals
from ..numeric.kinds import Array
from .quantiser import Quantiser
from .quantisers.fitted import ColumnKey, Fitted, from_json
from .quantisers.values import missing, plain

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


Frame: TypeAlias = Any
"""An array, or a data frame of any library that narwhals knows eagerly."""


class TableQuantiser(TransformerMixin, BaseEstimator):
    """Replaces each value by the representative of its cell; columns without a quantiser pass, each value in one form.

    What counts as one value is released as one: 0 without sign, missing as missing, 1.0 as 1 in a column of mixed
    objects.

    `columns`: {name: quantiser}, or {(name, name): JointKMeans(..)} for several numeric columns at once. Takes data
    frames of any library that narwhals knows eagerly, and gives back the same kind; of an array, columns are
    x0, x1, .... For a guarantee, `fit` must see other records than those that train the model.

    >>> import numpy as np
    >>> from boundcalc.discretise.quantisers import EqualWidth
    >>> TableQuantiser({"x0": EqualWidth(2)}).fit_transform(np.array([[0.0], [1.0], [10.0]])).ravel().tolist()
    [0.5, 0.5, 10.0]
    """

    def __init__(self, columns: Mapping[ColumnKey, Quantiser | None]) -> None:
        self.columns = columns

    def fit(self, X: Frame, y: object = None) -> TableQuantiser:
        """Fit every column's quantiser."""
        names, read = _columns(X)
        self.fitted_: dict[tuple[str, ...], Fitted] = {}
        for key, quantiser in self.columns.items():
            group = (key,) if isinstance(key, str) else tuple(key)
            for name in group:
                if name not in names:
                    raise ValueError(f"unknown column {name!r}; the data have {', '.join(names[:10])}")
            with naming(group):
                if quantiser is None:
                    raise ValueError("a quantiser that was read from JSON is fitted already")
                self.fitted_[group] = quantiser.fit(_values(read, group))
        self.feature_names_in_ = np.array(names, dtype=object)
        self.n_features_in_ = len(names)
        return self

    def transform(self, X: Frame) -> Frame:
        """The data with representatives for values."""
        check_is_fitted(self)
        names, read = _columns(X)
        out: dict[str, Array] = {}
        for group, fitted in self.fitted_.items():
            for name in group:
                if name not in names:
                    raise ValueError(f"unknown column {name!r}; the data have {', '.join(names[:10])}")
            with naming(group):
                found = fitted(_values(read, group))
            out |= {group[0]: found} if len(group) == 1 else {name: found[:, i] for i, name in enumerate(group)}
        return _rebuild(X, names, out)

    def get_feature_names_out(self, input_features: object = None) -> Array:
        """The columns keep their names."""
        check_is_fitted(self)
        return self.feature_names_in_

    # -- JSON ----------------------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """The fitted maps as JSON text: enough to transform with, without the data they were fitted on."""
        check_is_fitted(self)
        maps = [{"columns": list(group)} | fitted.to_json() for group, fitted in self.fitted_.items()]
        return json.dumps({"names": self.feature_names_in_.tolist(), "maps": maps}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> TableQuantiser:
        """The fitted quantiser that `to_json` wrote; ValueError for anything else."""
        try:
            data = json.loads(text)
            pairs = [(tuple(part.pop("columns")), from_json(part)) for part in data["maps"]]
            names = list(data["names"])
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"this is no quantiser in JSON: {error}") from None
        out = cls({group[0] if len(group) == 1 else group: None for group, _ in pairs})
        out.fitted_ = dict(pairs)
        out.feature_names_in_, out.n_features_in_ = np.array(names, dtype=object), len(names)
        return out


def _values(read: Callable[[str], Array], group: tuple[str, ...]) -> Array:
    return read(group[0]) if len(group) == 1 else np.column_stack([read(name) for name in group])


@contextmanager
def naming(group: tuple[str, ...]) -> Iterator[None]:
    """Errors of one quantiser with the name of its column."""
    try:
        yield
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"column {', '.join(group)}: {error}") from None


def _columns(X: Frame) -> tuple[list[str], Callable[[str], Array]]:
    if isinstance(X, np.ndarray):
        if X.ndim != 2:
            raise ValueError(f"an array must have two dimensions, got {X.ndim}")
        return [f"x{i}" for i in range(X.shape[1])], lambda name: plain(X[:, int(name[1:])])
    frame = _frame(X)
    return list(frame.columns), lambda name: read_column(frame[name])


def read_column(series: nw.Series) -> Array:
    """The values of a column of a data frame, as `plain` gives them; times of day are local ones."""
    nw, dtype = narwhals(), series.dtype
    if dtype.is_nested():
        raise ValueError(f"a cell must hold a number, a text, a date or another single value, got {dtype}")
    if dtype.is_integer() and (series.null_count() or dtype in (nw.Int128, nw.UInt128)):
        return plain(np.array(series.to_list(), dtype=object))  # arrays have no missing integers, and none of 128 bits
    if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
        series = series.dt.replace_time_zone(None)
    return plain(series.to_numpy())


def _frame(X: Frame) -> nw.DataFrame:
    try:
        return narwhals().from_native(X, eager_only=True)
    except TypeError:
        raise ValueError(f"X must be an array or an eager data frame, got {type(X).__name__}") from None


def _rebuild(X: Frame, names: list[str], columns: Mapping[str, Array]) -> Frame:
    """X with these columns in place of its own, and every value in one form."""
    if isinstance(X, np.ndarray):
        parts = [_one_form(columns.get(name, plain(X[:, i]))) for i, name in enumerate(names)]
        alike = {part.dtype.kind for part in parts} in ({"f"}, {"i"}, {"u"})
        return np.column_stack(parts if alike else [part.astype(object) for part in parts])
    nw = narwhals()
    frame = _frame(X)
    floats = [name for name in names if name not in columns and frame[name].dtype.is_float()]
    frame = frame.with_columns(_unsigned(nw.col(name)).alias(name) for name in floats)
    if not frame.implementation.is_pandas():
        return frame.with_columns(_series(name, v, frame.implementation) for name, v in columns.items()).to_native()
    native = frame.to_native().copy()
    for name in names:
        if name in columns:
            native[name] = _pandas_cells(columns[name])
        elif native[name].dtype == object:
            native[name] = _one_form(native[name].to_numpy())
    return native


def _unsigned(column: nw.Expr) -> nw.Expr:
    """NaN as missing, -0.0 as 0.0 (polars simplifies x + 0.0 to x)."""
    nw = narwhals()
    return nw.when(~column.is_nan()).then(nw.when(column == 0).then(column.abs()).otherwise(column))


def _integers(cells: Sequence[object]) -> str | None:
    """The type that holds these integers, None missing; None when there is something else."""
    kept = [cell for cell in cells if cell is not None]
    whole = [cell for cell in kept if isinstance(cell, int)]
    if not kept or len(whole) < len(kept):
        return None
    low, high = min(whole), max(whole)
    return "Int64" if low >= -(2**63) and high < 2**63 else "UInt64" if low >= 0 and high < 2**64 else "Int128"


def _series(name: str, values: Array, backend: nw.Implementation) -> nw.Series:
    nw = narwhals()
    cells = [None if cell is None or cell != cell else cell for cell in values.tolist()]
    text = any(isinstance(cell, str) for cell in cells)
    dtype = nw.String if text else getattr(nw, _integers(cells) or "Float64")
    return nw.new_series(name, cells, dtype, backend=backend)


def _pandas_cells(values: Array) -> Array | pd.api.extensions.ExtensionArray:
    import pandas as pd

    cells = values.tolist()
    kind = _integers(cells) if values.dtype.kind == "O" else None
    if kind in (None, "Int128"):
        return values
    return pd.array(values, dtype=kind) if None in cells else values.astype(str(kind).lower())


def _one_form(values: Array) -> Array:
    """The values of an array, each in the one form of all that are equal to it."""
    if values.dtype.kind != "O":
        return values + 0.0 if values.dtype.kind == "f" else values
    cells = [None if missing(cell) else cell for cell in values.tolist()]
    change = _shortest if all(isinstance(cell, Decimal | None) for cell in cells) else _canonical
    out = np.empty(len(cells), dtype=object)
    out[:] = [cell if cell is None or isinstance(cell, str | bytes) else change(cell) for cell in cells]
    return out


def _canonical(cell: object) -> object:
    """A number as int or float where one of them is equal to it."""
    if isinstance(cell, bool | np.bool_):
        return bool(cell)
    if not isinstance(cell, int | float | Decimal | Fraction | np.integer | np.floating):
        return cell
    if not math.isfinite(cell):
        return float(cell)
    exact = Fraction(int(cell)) if isinstance(cell, int | np.integer) else Fraction(*cell.as_integer_ratio())
    if exact.denominator == 1:
        return int(exact)
    near = float(exact)
    return near if Fraction(near) == exact else _shortest(cell)


def _shortest(cell: object) -> object:
    """A Decimal without zeros at its end: 1.50 is 1.5."""
    if not isinstance(cell, Decimal) or not cell.is_finite():
        return cell
    return cell.normalize(Context(prec=max(1, len(cell.as_tuple().digits)))) + 0
