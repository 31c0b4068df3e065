"""What a quantiser must offer."""

from __future__ import annotations

from typing import Protocol

from numpy.typing import ArrayLike

from .quantisers.fitted import Fitted


class Quantiser(Protocol):
    """What is fitted on the values of a column."""

    def fit(self, values: ArrayLike) -> Fitted:
        """The map for these values."""
