"""Scores: what an attack computes from a model and a record; larger means more member-like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Score = Callable[[Any, Any, Any], Any]
"""(model, X, y) -> one number a record."""


def default_loss(model: Any, X: Any, y: Any) -> Any:
    """Squared error of `predict`; for classifiers -ln of the probability given to the label, else the 0/1 loss."""
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
    gap = (predicted.reshape(len(y), -1) - y.reshape(len(y), -1)).astype(np.float64)
    return np.square(gap).sum(axis=1)


def reference_score(losses: Any, references: Any) -> Any:
    """How much better a model fits each record than reference models that never saw it do, in their spread.

    With f = -ln(loss + 1e-12): (f - mean of f over references) / (their standard deviation + 1/100), for each record
    by itself. This is the offline likelihood-ratio attack of Carlini et al. (2022).
    """
    own, other = (-np.log(np.asarray(x, dtype=np.float64) + 1e-12) for x in (losses, references))
    spread = other.std(axis=0, ddof=1) + 0.01
    return (own - other.mean(axis=0)) / spread
