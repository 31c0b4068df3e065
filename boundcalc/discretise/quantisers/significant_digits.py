"""Rounding to significant digits."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from .fitted import Rounded


@dataclass(frozen=True)
class SignificantDigits:
    """x to `digits` significant digits: chosen without any data.

    >>> SignificantDigits(2).fit(None)([12345.0, 0.0999]).tolist()
    [12000.0, 0.1]
    """

    digits: int

    def fit(self, values: ArrayLike) -> Rounded:
        """The same map for all values."""
        if self.digits < 1:
            raise ValueError(f"digits must be at least 1, got {self.digits}")
        return Rounded(self.digits)
