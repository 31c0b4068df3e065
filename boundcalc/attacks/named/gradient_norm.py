"""The norm of the gradient of the loss in the parameters, small at records that training has fitted (Nasr et al. 2019).

A model offers it as ``gradient_norms(X, y)``; that of linear, logistic and multilayer models of scikit-learn follows
from their coefficients.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...numeric.kinds import Array
from ..data import Features
from .view import DoesNotApply, Known, NamedAttack, View


def _score(view: View) -> Array:
    assert view.answers is not None
    return -view.answers


def gradient_norms(model: Any, X: Features, y: Array, known: Known | None = None) -> Array:
    """|d loss/d parameters| at each record: of -ln p of the label, or of the squared error."""
    if hasattr(model, "gradient_norms"):
        return np.asarray(model.gradient_norms(X, y), dtype=np.float64)
    if hasattr(model, "steps"):  # a pipeline: its last step is what was fitted by the loss
        for _, step in model.steps[:-1]:
            X = X if step == "passthrough" else step.transform(X)
        return gradient_norms(model.steps[-1][1], X, y)
    weights = _layers(model)
    if weights is None:
        raise DoesNotApply(f"the attack gradient_norm needs a model with gradient_norms, not {type(model).__name__}")
    rows = np.asarray(X, dtype=np.float64)
    inputs, slopes = [rows], []
    for W, b in weights[:-1]:
        hidden, slope = _ACTIVATIONS[model.activation](inputs[-1] @ W + b)
        inputs.append(hidden)
        slopes.append(slope)
    W, b = weights[-1]
    error = _output_error(model, inputs[-1] @ W + b, rows, np.asarray(y))
    square = np.square(error).sum(axis=1) * (1 + np.square(inputs[-1]).sum(axis=1))
    for layer in range(len(slopes) - 1, -1, -1):
        error = (error @ weights[layer + 1][0].T) * slopes[layer]
        square += np.square(error).sum(axis=1) * (1 + np.square(inputs[layer]).sum(axis=1))
    return np.sqrt(square)


def _layers(model: Any) -> list[tuple[Array, Array]] | None:
    """(weights, biases) of each layer; None for models that are none of layers."""
    if hasattr(model, "coefs_") and getattr(model, "activation", None) in _ACTIVATIONS:
        return list(zip(model.coefs_, model.intercepts_, strict=True))
    coefficients = getattr(model, "coef_", None)
    logistic = hasattr(model, "sparsify") and hasattr(model, "predict_proba")
    regression = hasattr(model, "predict") and getattr(model, "classes_", None) is None
    if not isinstance(coefficients, np.ndarray) or not (logistic or regression):
        return None
    W = np.atleast_2d(coefficients).T
    return [(W, np.broadcast_to(np.asarray(model.intercept_, dtype=np.float64), W.shape[1]))]


def _output_error(model: Any, output: Array, rows: Array, y: Array) -> Array:
    """d loss/d output."""
    classes = getattr(model, "classes_", None)
    if classes is None:
        predicted = np.reshape(np.asarray(model.predict(rows), dtype=np.float64), output.shape)
        if not np.allclose(predicted, output):  # a link between them, or centred features
            raise DoesNotApply(f"the attack gradient_norm does not know the gradient of {type(model).__name__}")
        return 2 * (predicted - np.reshape(y.astype(np.float64), output.shape))
    chances = np.asarray(model.predict_proba(rows), dtype=np.float64)
    label = y[:, None] == np.asarray(classes)[None, :]
    return chances - label if output.shape[1] > 1 else (chances - label)[:, 1:]


_ACTIVATIONS = {
    "identity": lambda z: (z, np.ones_like(z)),
    "relu": lambda z: (np.maximum(z, 0), (z > 0).astype(np.float64)),
    "tanh": lambda z: (np.tanh(z), 1 - np.tanh(z) ** 2),
    "logistic": lambda z: (1 / (1 + np.exp(-z)), np.exp(-z) / (1 + np.exp(-z)) ** 2),
}
"""Value and slope of what a unit does."""

gradient_norm = NamedAttack(
    "gradient_norm", _score, "Nasr, Shokri and Houmansadr (2019)", asks=gradient_norms, losses=False
)
