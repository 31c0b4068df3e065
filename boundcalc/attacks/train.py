"""Training a learner, with one source of randomness and on one thread."""

from __future__ import annotations

import contextlib
import copy
import inspect
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from ..numeric.exact import shown
from ..numeric.kinds import Array
from .data import Features


def train(learner: Any, X: Features, y: Array, rng: np.random.Generator) -> object:
    """Train a fresh copy of an object with ``fit``, or call the function, on (X, y); `rng` is the only source of
    randomness."""
    check_learner(learner)
    if not hasattr(learner, "fit"):
        return _fit(learner, X, y, rng)
    if hasattr(learner, "get_params"):
        from sklearn.base import clone

        model = clone(learner)
        seeds = {
            name: int(rng.integers(2**31))
            for name in sorted(model.get_params())
            if name == "random_state" or name.endswith("__random_state")
        }
        return model.set_params(**seeds).fit(X, y)
    model = copy.deepcopy(learner)
    if hasattr(model, "random_state"):
        model.random_state = int(rng.integers(2**31))
    found = _fit(model.fit, X, y, rng)
    return model if found is None else found


def _fit(fit: Callable[..., object], X: Features, y: Array, rng: np.random.Generator) -> object:
    return fit(X, y, rng) if "rng" in inspect.signature(fit).parameters else fit(X, y)


def check_learner(learner: object) -> None:
    what = "a scikit-learn estimator, an object with a method fit(X, y), or a callable fit(X, y)"
    if isinstance(learner, type) and hasattr(learner, "fit"):
        raise ValueError(f"learner must be {what}, got the class {learner.__name__}: give {learner.__name__}(...)")
    if not callable(getattr(learner, "fit", learner)):
        raise ValueError(f"learner must be {what}, got {shown(learner)}")


def short(error: Exception) -> str:
    """An error of a learner or a score on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


@contextlib.contextmanager
def seeded(rng: np.random.Generator) -> Iterator[None]:
    """The global generators of numpy and Python seeded from `rng`: learners that use them stay reproducible."""
    ours, python = np.random.get_state(), random.getstate()  # noqa: NPY002
    np.random.seed(int(rng.integers(2**32)))  # noqa: NPY002
    random.seed(int(rng.integers(2**63)))
    try:
        yield
    finally:
        np.random.set_state(ours)  # noqa: NPY002
        random.setstate(python)


def one_thread() -> AbstractContextManager[object]:
    """Linear algebra on one thread: sums depend on the number of threads, and results must not."""
    return _thread_pools(len(sys.modules)).limit(limits=1)


@lru_cache(maxsize=1)
def _thread_pools(loaded: int) -> _Pools:
    """The thread pools of this process: finding them takes 10 ms, so only after another module was `loaded`."""
    try:
        from threadpoolctl import ThreadpoolController
    except ModuleNotFoundError:
        return _NoPools()
    return ThreadpoolController()


class _Pools(Protocol):
    def limit(self, *, limits: int) -> AbstractContextManager[object]:
        """At most so many threads inside."""


class _NoPools:
    def limit(self, *, limits: int) -> AbstractContextManager[object]:
        return contextlib.nullcontext()
