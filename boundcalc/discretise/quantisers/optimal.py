"""The quantiser of least mean squared error in one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .fitted import Cuts, check_cells, finite


@dataclass(frozen=True)
class Optimal:
    """`cells` intervals of least mean squared error on the fitting values: the global optimum, by dynamic programming.

    >>> Optimal(2).fit(np.array([0.0, 1.0, 10.0])).representatives
    (0.5, 10.0)
    """

    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: Any) -> Cuts:
        """The optimal map for these values."""
        try:
            from kmeans1d import cluster
        except ModuleNotFoundError:
            raise ValueError("optimal cells need the extra [data]: pip install 'boundcalc[data]'") from None

        x = np.sort(finite(values))
        labels = np.asarray(cluster(x.tolist(), min(self.cells, len(np.unique(x)))).clusters)
        step = np.flatnonzero(np.diff(labels))
        return Cuts.around(values, (x[step] + x[step + 1]) / 2)
