"""Top-coding and bottom-coding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .fitted import Clip, finite


@dataclass(frozen=True)
class TopCode:
    """Values beyond the limits become the limits: `low` and `high`, or else the quantiles `share` and 1 - `share`.

    >>> TopCode(high=90).fit(np.array([1.0, 99.0]))([42.0, 104.0]).tolist()
    [42.0, 90.0]
    """

    share: float = 0.0
    low: float | None = None
    high: float | None = None

    def fit(self, values: Any) -> Clip:
        """The limits for these values."""
        x = finite(values)
        low = float(np.quantile(x, self.share, method="lower")) if self.low is None else float(self.low)
        high = float(np.quantile(x, 1 - self.share, method="higher")) if self.high is None else float(self.high)
        return Clip(low, high)
