"""TableQuantiser: a quantiser for each column, as a scikit-learn transformer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from .quantisers.fitted import Fitted, from_json


class TableQuantiser(TransformerMixin, BaseEstimator):
    """Replaces each value by the representative of its cell; columns without a quantiser pass unchanged.

    `columns`: {name: quantiser}, or {(name, name): JointKMeans(..)} for several numeric columns at once. Takes data
    frames of any library that narwhals knows eagerly, and gives back the same kind; of an array, columns are
    x0, x1, .... For a guarantee, `fit` must see other records than those that train the model.

    >>> import numpy as np
    >>> from boundcalc.discretise.quantisers import EqualWidth
    >>> TableQuantiser({"x0": EqualWidth(2)}).fit_transform(np.array([[0.0], [1.0], [10.0]])).ravel().tolist()
    [0.5, 0.5, 10.0]
    """

    def __init__(self, columns: Mapping[Any, Any]) -> None:
        self.columns = columns

    def fit(self, X: Any, y: Any = None) -> TableQuantiser:
        """Fit every column's quantiser."""
        names, read = _columns(X)
        self.fitted_: dict[tuple[str, ...], Fitted] = {}
        for key, quantiser in self.columns.items():
            group = (key,) if isinstance(key, str) else tuple(key)
            for name in group:
                if name not in names:
                    raise ValueError(f"unknown column {name!r}; the data have {', '.join(names[:10])}")
            with _naming(group):
                self.fitted_[group] = quantiser.fit(_values(read, group))
        self.feature_names_in_ = np.array(names, dtype=object)
        self.n_features_in_ = len(names)
        return self

    def transform(self, X: Any) -> Any:
        """The data with representatives for values."""
        check_is_fitted(self)
        names, read = _columns(X)
        out: dict[str, Any] = {}
        for group, fitted in self.fitted_.items():
            for name in group:
                if name not in names:
                    raise ValueError(f"unknown column {name!r}; the data have {', '.join(names[:10])}")
            with _naming(group):
                found = fitted(_values(read, group))
            out |= {group[0]: found} if len(group) == 1 else {name: found[:, i] for i, name in enumerate(group)}
        return _rebuild(X, names, out)

    def get_feature_names_out(self, input_features: Any = None) -> Any:
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


def _values(read: Any, group: tuple[str, ...]) -> Any:
    return read(group[0]) if len(group) == 1 else np.column_stack([read(name) for name in group])


@contextmanager
def _naming(group: tuple[str, ...]) -> Iterator[None]:
    """Errors of one quantiser with the name of its column."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {', '.join(group)}: {error}") from None


def _columns(X: Any) -> tuple[list[str], Any]:
    if isinstance(X, np.ndarray):
        if X.ndim != 2:
            raise ValueError(f"an array must have two dimensions, got {X.ndim}")
        return [f"x{i}" for i in range(X.shape[1])], lambda name: plain(X[:, int(name[1:])])
    frame = _frame(X)
    return list(frame.columns), lambda name: plain(frame[name].to_numpy())


def plain(values: Any) -> Any:
    """Numbers as float64 (missing: NaN), dates as datetime64, everything else as Python objects."""
    if values.dtype.kind in "iuf":
        return values.astype(np.float64)
    if values.dtype.kind == "O":
        kept = [v for v in values.tolist() if v is not None and type(v).__name__ not in ("NAType", "NaTType")]
        if kept and all(isinstance(v, int | float) and not isinstance(v, bool) for v in kept):
            return np.array([v if isinstance(v, int | float) else np.nan for v in values.tolist()], dtype=np.float64)
        if kept and all(type(v).__name__ in ("date", "datetime") for v in kept):
            whole = [v if type(v).__name__ in ("date", "datetime") else None for v in values.tolist()]
            return np.array(whole, dtype="datetime64[D]")
    return values


def _frame(X: Any) -> Any:
    from ..audit.table import narwhals

    try:
        return narwhals().from_native(X, eager_only=True)
    except TypeError:
        raise ValueError(f"X must be an array or an eager data frame, got {type(X).__name__}") from None


def _rebuild(X: Any, names: list[str], columns: dict[str, Any]) -> Any:
    if isinstance(X, np.ndarray):
        out = X.astype(object) if any(c.dtype.kind == "O" for c in columns.values()) else X.astype(np.float64)
        for name, values in columns.items():
            out[:, names.index(name)] = values
        return out
    from ..audit.table import narwhals

    nw, frame = narwhals(), _frame(X)
    series = [
        nw.new_series(
            name,
            [None if v is None or v != v else v for v in values.tolist()],
            nw.String if values.dtype.kind == "O" else nw.Float64,
            backend=frame.implementation,
        )
        for name, values in columns.items()
    ]
    if frame.implementation.is_pandas_like():
        native = X.copy()
        for one in series:
            native[one.name] = one.to_native().to_numpy()
        return native
    return frame.with_columns(*series).to_native()
