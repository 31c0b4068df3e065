"""Top-coding and bottom-coding."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .fitted import Clip
from .values import finite


@dataclass(frozen=True)
class TopCode:
    """Values beyond the limits become the limits: `low` and `high`, or else the quantiles `share` and 1 - `share`.

    >>> TopCode(high=90).fit(np.array([1.0, 99.0]))([42.0, 104.0]).tolist()
    [42.0, 90.0]
    """

    share: float = 0.0
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"share must be in [0, 1], got {self.share}")

    def fit(self, values: ArrayLike) -> Clip:
        """The limits for these values."""
        x = finite(values)
        low = x[math.floor((len(x) - 1) * self.share)] if self.low is None else self.low
        high = x[math.ceil((len(x) - 1) * (1 - self.share))] if self.high is None else self.high
        return Clip(*(limit.item() if isinstance(limit, np.generic) else limit for limit in (low, high)))
