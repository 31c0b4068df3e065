"""k-means in one dimension, by Lloyd's iteration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Cuts, check_cells
from .lloyd import lloyd
from .ordered_sample import OrderedSample


@dataclass(frozen=True)
class KMeans:
    """The cells of scikit-learn's k-means with `cells` centres: a local optimum of the mean squared error."""

    family: ClassVar[str] = "k-means"
    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: ArrayLike) -> Cuts:
        """The map for the centres of these values."""
        line = OrderedSample.of(values)
        centres = np.sort(lloyd(line.places[:, None], self.cells).ravel())
        return Cuts.around(line, [line.number(p, up=True) for p in ((centres[1:] + centres[:-1]) / 2).tolist()])
