"""Scores: what an attack computes from a model and a record; larger means more member-like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from ..numeric.kinds import Array
from .data import Features

Score = Callable[[Any, Features, Array], ArrayLike]
"""(model, X, y) -> one number a record."""


class Model(Protocol):
    """What `default_loss` asks of a trained model."""

    def predict(self, X: Features) -> ArrayLike:
        """An answer for each record."""


def default_loss(model: Model, X: Features, y: Array) -> Array:
    """|y - predict(x)|, for several answers the Euclidean norm; for classifiers -ln of the probability given to the
    label, else the 0/1 loss.

    Not its square: of responses of size 1e-200 that would be 0, and of 1e200 infinite.
    """
    y = np.asarray(y)
    classes = getattr(model, "classes_", None)
    if classes is not None and hasattr(model, "predict_proba"):
        chance = np.asarray(model.predict_proba(X), dtype=np.float64)
        at = np.searchsorted(classes, y)
        known = (at < len(classes)) & (np.asarray(classes)[np.minimum(at, len(classes) - 1)] == y)
        given = np.where(known, chance[np.arange(len(y)), np.minimum(at, len(classes) - 1)], 0.0)
        return -np.log(np.maximum(given, 1e-300))
    predicted = np.asarray(model.predict(X))
    if classes is not None or y.dtype.kind not in "iuf":
        return (predicted != y).astype(np.float64)
    gap = np.abs(np.subtract(predicted.reshape(len(y), -1), y.reshape(len(y), -1), dtype=np.float64))
    largest = gap.max(axis=1, initial=0.0)
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    with np.errstate(over="ignore"):
        return unit * np.sqrt(np.square(gap / unit[:, None]).sum(axis=1))


def reference_score(losses: Array, references: Sequence[Array]) -> Array:
    """How much better a model fits each record than reference models that never saw it do, in their spread.

    With f = -ln(loss/largest + 1e-12), largest of all models' losses on the record: (f - mean of f over references) /
    (their standard deviation + 1/100), for each record by itself. This is the offline likelihood-ratio attack of
    Carlini et al. (2022), the same in every unit of the loss.
    """
    every = np.vstack([losses, references]).astype(np.float64)
    largest = every.max(axis=0)
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    fits = -np.log(np.minimum(every / unit, np.finfo(np.float64).max) + 1e-12)
    own, other = fits[0], fits[1:]
    spread = other.std(axis=0, ddof=1) + 0.01
    return (own - other.mean(axis=0)) / spread
