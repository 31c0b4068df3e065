"""Cells of equal mass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Cuts, check_cells
from .ordered_sample import OrderedSample


@dataclass(frozen=True)
class EqualMass:
    """`cells` intervals between quantiles of the fitting values; fewer when quantiles coincide.

    >>> EqualMass(2).fit(np.array([0.0, 1.0, 10.0, 11.0])).edges
    (5.5,)
    """

    family: ClassVar[str] = "mass"
    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: ArrayLike) -> Cuts:
        """The map for the quantiles of these values."""
        line = OrderedSample.of(values)
        places = np.quantile(line.places, np.linspace(0, 1, self.cells + 1)[1:-1])
        return Cuts.around(line, [line.number(place, up=True) for place in places.tolist()])
