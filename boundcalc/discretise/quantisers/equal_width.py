"""Cells of equal width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Cuts, check_cells
from .ordered_sample import OrderedSample


@dataclass(frozen=True)
class EqualWidth:
    """`cells` intervals of equal width between the smallest and largest fitting value; the outer two are unbounded.

    >>> EqualWidth(2).fit(np.array([0.0, 1.0, 10.0])).edges
    (5.0,)
    """

    family: ClassVar[str] = "width"
    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: ArrayLike) -> Cuts:
        """The map for the range of these values."""
        line = OrderedSample.of(values)
        places = np.linspace(line.places[0], line.places[-1], self.cells + 1)[1:-1]
        return Cuts.around(line, [line.number(place, up=True) for place in places.tolist()])
