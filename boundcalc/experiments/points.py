"""The numbers of a figure: independent computations, in parallel and kept in a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeAlias, TypeVar

import numpy as np

from ..montecarlo.run import Running, run
from ..numeric.kinds import Json

P = TypeVar("P")
Compute: TypeAlias = Callable[[P, np.random.Generator], Json]
"""(point, its own generator) -> JSON values; a function of a module, so that it can be sent to other processes."""


@dataclass(frozen=True)
class Points(Generic[P]):
    """A point a batch: the size of a batch says which."""

    compute: Compute[P]
    points: tuple[P, ...]

    def describe(self) -> Json:
        groups = [[point, len(list(same))] for point, same in groupby(map(str, self.points))]
        return {"compute": f"{self.compute.__module__}.{self.compute.__qualname__}", "points": groups}

    def batch(self, rng: np.random.Generator, size: int) -> Json:
        return self.compute(self.points[size], rng)


def compute_all(compute: Compute[P], points: Sequence[P], seed: int, running: Running | None) -> list[Json]:
    """``compute(point, rng)`` for every point, in order, the same whoever computes it.

    Raises ValueError when the time budget of `running` ends before the last point.
    """
    running = running or Running()
    results, _ = run(Points(compute, tuple(points)), range(len(points)), seed, running)
    if len(results) < len(points):
        advice = "keep a checkpoint to continue from" if running.checkpoint is None else "resume to continue"
        raise ValueError(f"the time budget ended after {len(results)} of {len(points)} computations; {advice}")
    return results
