"""Scores: what an attack computes from a model and a record; larger means more member-like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from ..numeric.kinds import Array
from .data import Features

Score = Callable[[Any, Features, Array], ArrayLike]
"""(model, X, y) -> one number a record."""


class Predictor(Protocol):
    """What `default_loss` asks of a trained model."""

    def predict(self, X: Features) -> ArrayLike:
        """An answer for each record."""


def default_loss(model: Predictor, X: Features, y: Array) -> Array:
    """|y - predict(x)|, for several answers the Euclidean norm; for classifiers -ln of the probability given to the
    label (of several labels the sum), else ln(1 + e^-margin) of the decision function, else the 0/1 loss.

    Not its square: of responses of size 1e-200 that would be 0, and of 1e200 infinite.
    """
    y = np.asarray(y)
    classes = getattr(model, "classes_", None)
    if isinstance(classes, list) and hasattr(model, "predict_proba"):
        labels = zip(model.predict_proba(X), classes, y.T, strict=True)
        return np.sum([_minus_log(chance, place_of(known, label)) for chance, known, label in labels], axis=0)
    if classes is not None and hasattr(model, "predict_proba"):
        return _minus_log(model.predict_proba(X), place_of(classes, y))
    if classes is not None and hasattr(model, "decision_function"):
        return _margin_loss(np.asarray(model.decision_function(X), dtype=np.float64), classes, y)
    predicted = np.asarray(model.predict(X))
    if classes is not None or y.dtype.kind not in "iuf":
        return np.asarray(predicted != y).reshape(len(y), -1).mean(axis=1)
    gap = np.abs(np.subtract(predicted.reshape(len(y), -1), y.reshape(len(y), -1), dtype=np.float64))
    largest = gap.max(axis=1, initial=0.0)
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    with np.errstate(over="ignore"):
        return unit * np.sqrt(np.square(gap / unit[:, None]).sum(axis=1))


def place_of(classes: ArrayLike, y: Array) -> Array:
    """The place of each label among the sorted classes, -1 for one that is none of them."""
    known = np.asarray(classes)
    at = np.minimum(np.searchsorted(known, y), len(known) - 1)
    return np.where(known[at] == y, at, -1)


def _minus_log(chances: ArrayLike, at: Array) -> Array:
    """-ln of the probability in each place, of none that of 1e-300."""
    given = np.where(at >= 0, np.asarray(chances, dtype=np.float64)[np.arange(len(at)), at], 0.0)
    return -np.log(np.maximum(given, 1e-300))


def class_chances(model: object, X: Features, y: Array) -> tuple[Array | None, Array | None]:
    """(class probabilities, the label's place among the classes or -1); (None, None) where the model gives none."""
    classes = getattr(model, "classes_", None)
    give = getattr(model, "predict_proba", None)
    if classes is None or give is None or isinstance(classes, list):
        return None, None
    return np.asarray(give(X), dtype=np.float64), place_of(classes, y)


def rightly(model: object, X: Features, y: Array) -> Array | None:
    """Whether each label is the predicted one; None for regression."""
    predict = getattr(model, "predict", None)
    if predict is None or (getattr(model, "classes_", None) is None and y.dtype.kind in "iuf"):
        return None
    return np.asarray(np.asarray(predict(X)) == y)


def _margin_loss(values: Array, classes: Array, y: Array) -> Array:
    """ln(1 + e^-margin), the margin of the label over the next best; infinite for a label never seen."""
    if values.ndim == 1:
        values = np.stack([-values, values], axis=1) / 2
    at, rows = place_of(classes, y), np.arange(len(y))
    given = values[rows, at]
    rest = values.copy()
    rest[rows, at] = -np.inf
    return np.where(at >= 0, np.logaddexp(0, rest.max(axis=1) - given), np.inf)
