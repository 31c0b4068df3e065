"""Gradient descent in plain numpy: a ReLU network with one hidden layer, and a linear model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array

_ROWS = 100


class Predictor(Protocol):
    """A model in training."""

    def predict(self, X: Array) -> Array:
        """The outputs at the rows of X."""


Watch = Callable[[int, Predictor, Array], bool]
"""(epoch, model, its squared errors at the training points) -> stop?"""

Descend = Callable[["Network | Linear", Array, Array, int, float, Watch], "Network | Linear"]
"""(model, X, y, epochs, rate, watch) -> the trained model."""


class Adam:
    """Adam (Kingma and Ba 2015) with its usual constants, on arrays updated in place."""

    def __init__(self, parameters: list[Array], rate: float) -> None:
        self.parameters, self.rate, self.step = parameters, rate, 0
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]

    def update(self, gradients: list[Array]) -> None:
        """One step against the gradients."""
        self.step += 1
        scale = self.rate / (1 - 0.9**self.step)
        root = 1 / np.sqrt(1 - 0.999**self.step)
        for p, g, m, v in zip(self.parameters, gradients, self.first, self.second, strict=True):
            m *= 0.9
            m += 0.1 * g
            v *= 0.999
            v += 0.001 * np.square(g)
            p -= p.dtype.type(scale) * m / (np.sqrt(v) * p.dtype.type(root) + p.dtype.type(1e-8))


@dataclass
class Network:
    """x -> v . max(W x + b, 0) + c, W and v Xavier-normal, trained on the mean squared error by full-batch Adam."""

    W: Array
    b: Array
    v: Array
    c: Array

    @classmethod
    def start(cls, d: int, width: int, rng: np.random.Generator) -> Network:
        """Xavier-normal weights, zero biases."""
        W = rng.normal(0, np.sqrt(2 / (d + width)), (d, width)).astype(np.float32)
        v = rng.normal(0, np.sqrt(2 / (width + 1)), width).astype(np.float32)
        return cls(W, np.zeros(width, np.float32), v, np.zeros(1, np.float32))

    def predict(self, X: Array) -> Array:
        """The outputs at the rows of X."""
        X = np.asarray(X, np.float32)
        parts = np.split(X, range(_ROWS, len(X), _ROWS))
        return np.concatenate([np.maximum(part @ self.W + self.b, 0) @ self.v + self.c for part in parts])

    def gradient_norms(self, X: Array, y: Array) -> Array:
        """|d (output - y)^2/d parameters| at each record."""
        rows = np.asarray(X, np.float64)
        hidden = np.maximum(rows @ self.W + self.b, 0)
        below = np.where(hidden > 0, self.v, 0)
        square = 1 + np.square(hidden).sum(axis=1) + np.square(below).sum(axis=1) * (1 + np.square(rows).sum(axis=1))
        return np.asarray(2 * np.abs(hidden @ self.v + self.c - y) * np.sqrt(square))

    def parameters(self) -> list[Array]:
        """Arrays that training changes."""
        return [self.W, self.b, self.v, self.c]

    def gradients(self, X: Array, y: Array) -> tuple[list[Array], Array]:
        """Of the mean squared error, and the residuals; a few rows at a time, whose hidden units stay in the cache."""
        rows = np.column_stack([X, np.ones(len(X), X.dtype)])
        below = np.vstack([self.W, self.b])
        first, residual = np.zeros_like(below), np.empty_like(y)
        for start in range(0, len(X), _ROWS):
            part = slice(start, start + _ROWS)
            hidden = rows[part] @ below
            np.maximum(hidden, 0, out=hidden)
            residual[part] = hidden @ self.v + self.c - y[part]
            np.greater(hidden, 0, out=hidden)  # 1 where the unit is active
            first += (rows[part] * residual[part, None]).T @ hidden
        first *= X.dtype.type(2 / len(y))
        out_v = np.einsum("ij,ij->j", first, below)  # an active unit is linear in the row
        first *= self.v
        return [first[:-1], first[-1], out_v, np.full_like(self.c, 2 * residual.mean())], residual


@dataclass
class Linear:
    """x -> w . x, without bias."""

    w: Array

    @classmethod
    def start(cls, d: int, rng: np.random.Generator) -> Linear:
        """Xavier-normal weights."""
        return cls(rng.normal(0, np.sqrt(2 / (d + 1)), d).astype(np.float32))

    def predict(self, X: Array) -> Array:
        """The outputs at the rows of X."""
        return np.asarray(X, np.float32) @ self.w

    def parameters(self) -> list[Array]:
        """Arrays that training changes."""
        return [self.w]

    def gradients(self, X: Array, y: Array) -> tuple[list[Array], Array]:
        """Of the mean squared error, and the residuals."""
        residual = X @ self.w - y
        return [X.T @ (residual * X.dtype.type(2 / len(y)))], residual


def descend(model: Network | Linear, X: Array, y: Array, epochs: int, rate: float, watch: Watch) -> Network | Linear:
    """Train for at most `epochs` full-batch steps; `watch` sees the model after each and may end it."""
    X, y = np.asarray(X, np.float32), np.asarray(y, np.float32)
    adam = Adam(model.parameters(), rate)
    for epoch in range(epochs + 1):
        gradients, residual = model.gradients(X, y)
        if epoch and (watch(epoch, model, np.square(residual)) or epoch == epochs):
            break
        adam.update(gradients)
    return model


def descent(backend: str) -> Descend:
    """`descend` here or in PyTorch; ValueError for another backend, and where PyTorch is missing."""
    if backend == "numpy":
        return descend
    if backend != "torch":
        raise ValueError(f"backend must be numpy or torch, got {shown(backend)}")
    from . import torch_network

    torch_network.device_of()
    return torch_network.descend


@dataclass(frozen=True)
class TrainNetwork:
    """``fit(X, y, rng)`` of the published network, until a share of the training points has small squared error.

    `backend`: "numpy", or "torch", which trains on a GPU where there is one.
    """

    width: int = 4096
    epochs: int = 3000
    rate: float = 0.1
    stop_error: float = 1e-6
    stop_share: float = 0.99
    backend: str = "numpy"

    def __call__(self, X: Array, y: Array, rng: np.random.Generator) -> Network:
        def watch(epoch: int, model: Predictor, errors: Array) -> bool:
            return float(np.mean(errors <= self.stop_error)) >= self.stop_share

        model = descent(self.backend)(Network.start(X.shape[1], self.width, rng), X, y, self.epochs, self.rate, watch)
        assert isinstance(model, Network)
        return model

    def describe(self) -> str:
        """A text that tells learners apart."""
        return repr(self)
