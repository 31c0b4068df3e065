"""The quantiser of least mean squared error in one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Cuts, check_cells
from .ordered_sample import OrderedSample, between


@dataclass(frozen=True)
class Optimal:
    """`cells` intervals of least mean squared error on the fitting values: the global optimum, by dynamic programming
    in float64.

    >>> Optimal(2).fit(np.array([0.0, 1.0, 10.0])).representatives
    (0.5, 10.0)
    """

    family: ClassVar[str] = "optimal"
    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: ArrayLike) -> Cuts:
        """The optimal map for these values."""
        try:
            from kmeans1d import cluster
        except ModuleNotFoundError:
            raise ValueError("optimal cells need the extra [data]: pip install 'boundcalc[data]'") from None

        line = OrderedSample.of(values)
        steps = np.flatnonzero(line.numbers[1:] != line.numbers[:-1])
        if self.cells <= len(steps):  # else a cell for each number
            labels = cluster(line.places.tolist(), min(self.cells, len(np.unique(line.places)))).clusters
            steps = np.flatnonzero(np.diff(labels))
        return Cuts.around(line, [between(*line.numbers[step : step + 2].tolist()) for step in steps.tolist()])
