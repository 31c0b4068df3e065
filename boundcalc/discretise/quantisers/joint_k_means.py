"""k-means on several columns at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Centres, check_cells
from .lloyd import lloyd
from .ordered_sample import OrderedSample


@dataclass(frozen=True)
class JointKMeans:
    """`cells` centres in the space of several numeric columns, each divided by its standard deviation."""

    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: ArrayLike) -> Centres:
        """The centres of these rows."""
        x = np.asarray(values, dtype=np.float64)
        x = x.reshape(len(x), -1)
        x = x[np.isfinite(x).all(axis=1)]
        lines = [OrderedSample.of(column) for column in x.T]
        scale = np.array([line.spread or 1.0 for line in lines])
        origin = np.array([line.origin for line in lines])
        standard = (x / 2 - origin / 2) / (scale / 2)
        centres = 2 * (lloyd(standard, self.cells) * (scale / 2) + origin / 2)
        return Centres(tuple(scale.tolist()), tuple(map(tuple, (centres + 0.0).tolist())))
