"""Dates by day, month, quarter or year."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from ...numeric.exact import shown
from .fitted import Dates

PARTS = ("day", "month", "quarter", "year")


@dataclass(frozen=True)
class DatePart:
    """A date becomes the first day of its year, quarter or month: chosen without any data.

    >>> DatePart("quarter").fit(None)(["2026-11-23"]).tolist()
    ['2026-10-01']
    """

    part: str

    def fit(self, values: ArrayLike) -> Dates:
        """The same map for all values."""
        if self.part not in PARTS:
            raise ValueError(f"part must be one of {', '.join(PARTS)}, got {shown(self.part)}")
        return Dates(self.part)
