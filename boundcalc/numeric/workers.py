"""How many cores an evaluation may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .exact import shown

_WORKERS: ContextVar[int] = ContextVar("workers", default=1)


@contextmanager
def using_workers(workers: int) -> Iterator[None]:
    """Let evaluations inside use so many cores (-1: all); no digit of a result depends on it.

    Raises ValueError unless `workers` is an integer of at least 1, or -1.
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or (workers < 1 and workers != -1):
        raise ValueError(f"workers must be an integer of at least 1, or -1 for all cores, got {shown(workers)}")
    token = _WORKERS.set(os.cpu_count() or 1 if workers == -1 else workers)
    try:
        yield
    finally:
        _WORKERS.reset(token)


def current_workers() -> int:
    """The number of cores that may be used."""
    return _WORKERS.get()
