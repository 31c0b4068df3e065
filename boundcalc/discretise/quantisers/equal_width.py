"""Cells of equal width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .fitted import Cuts, check_cells, finite


@dataclass(frozen=True)
class EqualWidth:
    """`cells` intervals of equal width between the smallest and largest fitting value; the outer two are unbounded.

    >>> EqualWidth(2).fit(np.array([0.0, 1.0, 10.0])).edges
    (5.0,)
    """

    cells: int

    def __post_init__(self) -> None:
        check_cells(self.cells)

    def fit(self, values: Any) -> Cuts:
        """The map for the range of these values."""
        x = finite(values)
        return Cuts.around(values, np.linspace(x.min(), x.max(), self.cells + 1)[1:-1])
