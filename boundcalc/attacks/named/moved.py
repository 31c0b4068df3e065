"""Records moved along fixed directions, in the spread of each column of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...numeric.kinds import Array
from ..data import Features
from .view import DoesNotApply

_SEED = 0  # the same directions for every record and in every run: a score depends on model and record alone


class Moves:
    """Directions of standard normal coordinates, in units of the standard deviations of the columns of `around`.

    Only columns of numbers move; raises DoesNotApply where there are none that vary.
    """

    def __init__(self, around: Features, directions: int) -> None:
        self.columns: list[int] = []
        if hasattr(around, "iloc"):
            held = [(i, np.asarray(around.iloc[:, i])) for i in range(around.shape[1])]
            held = [(i, column) for i, column in held if column.dtype.kind in "iuf"]
        else:
            table = np.asarray(around)
            flat = table.reshape(len(table), -1)
            held = [(i, flat[:, i]) for i in range(flat.shape[1])] if table.dtype.kind in "iuf" else []
        spreads = []
        for i, column in held:
            seen = column[np.isfinite(column)].astype(np.float64)
            if len(seen) and seen.std() > 0:
                self.columns.append(i)
                spreads.append(seen.std())
        if not self.columns:
            raise DoesNotApply("label-only attacks need columns of numbers that can be moved a little")
        steps = np.random.default_rng(_SEED).standard_normal((directions, len(self.columns)))
        self.steps = steps * np.array(spreads)

    def moved(self, X: Features, direction: int, size: float | Array) -> Features:
        """The records moved along one direction, each by its own size or all by the same."""
        shift = np.asarray(size, dtype=np.float64).reshape(-1, 1) * self.steps[direction]
        if hasattr(X, "iloc"):
            out: Any = X.copy()
            for place, i in enumerate(self.columns):
                out.isetitem(i, np.asarray(X.iloc[:, i], dtype=np.float64) + shift[:, place])
            return out
        table = np.asarray(X, dtype=np.float64)
        flat = table.reshape(len(table), -1).copy()
        flat[:, self.columns] += shift
        return flat.reshape(table.shape)
