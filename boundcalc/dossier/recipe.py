"""A recipe as text, and a table as a file: what can be trained, and attacked."""

from __future__ import annotations

import ast
import math
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..attacks.data import Table
from ..audit.files import MISSING
from ..audit.records import frame_of, in_order

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator


def columns_of(table: Any, typed: bool = False) -> dict[str, list[Any]]:
    """Name -> cells, in the order of the records: of a file of Parquet or of delimited text, whose cells are text (None
    where they are empty) unless they are to be `typed`, or of a data frame. ValueError for other things."""
    if isinstance(table, str | os.PathLike):
        found, names = in_order(Path(table), typed)
        return {name: column.to_pylist() for name, column in zip(names, found.columns, strict=True)}
    frame = frame_of(table)
    return {name: frame[name].to_list() for name in frame.columns}


def read_table(path: str, target: str) -> Table:
    """The records from Parquet, or CSV with a header: y numeric, or else the labels of classes.

    A column of numbers is a feature, nan where a cell is missing; a column of words becomes an indicator of each word,
    missing cells being a word of their own. The words are those of the whole table, which the attacker knows."""
    return table_of(columns_of(path), target, path)


def table_of(columns: Mapping[str, list[Any]], target: str, where: str) -> Table:
    """The same of columns that were read from somewhere."""
    if target not in columns:
        raise ValueError(f"target must be a column of {where} ({', '.join(columns) or 'none'}), got {target!r}")
    labels = columns[target]
    columns = {name: cells for name, cells in columns.items() if name != target}
    if not columns or not labels:
        raise ValueError(f"{where} must have records and a column besides {target}")
    parts = {name: _features(column, name) for name, column in columns.items()}
    names = [name if len(part) == 1 else f"{name} {i}" for name, part in parts.items() for i in range(len(part))]
    return Table(np.vstack([*parts.values()]).T, _labels(labels, target), tuple(names))


def _labels(cells: list[object], column: str) -> np.ndarray:
    """Finite numbers where all are numbers, else words; an absent label is refused, never taken for a word."""
    values = [None if cell is None or not str(cell).strip() else _parsed(cell) for cell in cells]
    if all(isinstance(value, float) or str(value).strip().lower() in MISSING for value in values):
        for i, value in enumerate(values, 1):
            if not isinstance(value, float) or not math.isfinite(value):
                raise ValueError(
                    f"column {column} must have a finite number in each record, got {value!r} in record {i}"
                )
        return np.array(values)
    if None in values:
        raise ValueError(f"column {column} must not have missing cells, got one in record {values.index(None) + 1}")
    return np.array(cells, dtype=str)


def _features(cells: list[Any], column: str) -> np.ndarray:
    """The rows of numbers that a column gives; ValueError where it mixes numbers and words."""
    values = [None if _missing(cell) else _parsed(cell) for cell in cells]
    if any(isinstance(value, float) for value in values) or not any(values):
        for i, value in enumerate(values, 1):
            if value is not None and not isinstance(value, float):
                raise ValueError(f"column {column} must be numeric, got {cells[i - 1]!r} in record {i}")
        return np.array([[math.nan if value is None else value for value in values]], dtype=np.float64)
    words = ["" if value is None else str(value) for value in values]
    if len(set(words)) == len(words) > 2:
        warnings.warn(f"column {column} has another word in every record, as an id has", stacklevel=2)
    return np.array([[float(word == level) for word in words] for level in sorted(set(words))])


def _missing(cell: Any) -> bool:
    return cell is None or str(cell).strip().lower() in ("", *MISSING)


def _parsed(cell: Any) -> object:
    """A float where the cell is a number, else the cell: 1_000 is a number to Python, but not in a table."""
    try:
        return cell if isinstance(cell, str) and "_" in cell else float(cell)
    except (TypeError, ValueError):
        return cell


def read_model(text: str) -> BaseEstimator:
    """A scikit-learn estimator from ``Name(key=literal, ...)``, or a pipeline of them joined by ``|``; never evaluated.

    >>> read_model("StandardScaler() | Ridge(alpha=10)").steps[1]
    ('ridge', Ridge(alpha=10))
    """
    try:
        from sklearn.pipeline import make_pipeline
        from sklearn.utils import all_estimators
    except ModuleNotFoundError:
        raise ValueError("scikit-learn models need the extra [ml]: pip install 'boundcalc[ml]'") from None
    known = dict(all_estimators())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"model is malformed: {text[:60]!r}") from None
    steps = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        steps.append(_estimator(tree.right, known))
        tree = tree.left
    steps.append(_estimator(tree, known))
    return steps[0] if len(steps) == 1 else make_pipeline(*reversed(steps))


def _estimator(node: ast.expr, known: dict[str, type[BaseEstimator]]) -> BaseEstimator:
    name = node.func if isinstance(node, ast.Call) else node
    if not isinstance(name, ast.Name) or name.id not in known:
        raise ValueError(f"model must name a scikit-learn estimator, got {ast.unparse(node)[:60]!r}")
    keywords = node.keywords if isinstance(node, ast.Call) else []
    try:
        positional = [ast.literal_eval(arg) for arg in node.args] if isinstance(node, ast.Call) else []
        options = {str(k.arg): ast.literal_eval(k.value) for k in keywords}
    except (ValueError, TypeError):
        raise ValueError(f"model {name.id} takes numbers, texts, True, None and lists of them only") from None
    try:
        return known[name.id](*positional, **options)
    except (ValueError, TypeError) as error:
        raise ValueError(f"model {name.id}: {error}") from None
