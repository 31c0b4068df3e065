"""k-means on several columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .fitted import Centres, check_cells


@dataclass(frozen=True)
class JointKMeans:
    """`cells` centres in the space of several numeric columns, each divided by its standard deviation."""

    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: Any) -> Centres:
        """The centres of these rows."""
        from sklearn.cluster import KMeans as Lloyd

        x = np.asarray(values, dtype=np.float64)
        x = x[np.isfinite(x).all(axis=1)]
        scale = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
        count = min(self.cells, len(np.unique(x, axis=0)))
        centres = Lloyd(count, n_init=1, random_state=0).fit(x / scale).cluster_centers_ * scale
        return Centres(tuple(scale.tolist()), tuple(map(tuple, centres.tolist())))
