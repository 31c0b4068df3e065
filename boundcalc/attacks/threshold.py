"""The threshold of an attack's scores, chosen on runs of their own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..numeric.kinds import Json
from .evidence.band import some_thresholds
from .evidence.roc import Roc
from .lower_bound import gains, point_lower

_ALONG = 8  # thresholds of the band for each end of the curve
_TRIED = 32  # thresholds considered for a false-positive rate


class Tests:
    """The tests "score >= t" on the pooled scores of the choosing runs."""

    def __init__(self, results: Sequence[Json]) -> None:
        members = np.sort(np.concatenate([r["members"] for r in results]))
        fresh = np.sort(np.concatenate([r["fresh"] for r in results]))
        self.cuts = np.unique(members)
        self.tpr = 1 - np.searchsorted(members, self.cuts, side="left") / len(members)
        self.fpr = 1 - np.searchsorted(fresh, self.cuts, side="left") / len(fresh)
        self.roc = Roc.of(members, fresh)
        self.constant = bool(members[0] == members[-1] == fresh[0] == fresh[-1])

    def best(self, gamma: float) -> tuple[float, float]:
        """The threshold of the largest Delta_gamma, and that."""
        gain, _ = gains(self.tpr, self.fpr, gamma)
        best = int(np.argmax(gain))
        return float(self.cuts[best]) + 0.0, float(gain[best])

    def for_band(self) -> list[float]:
        """Some thresholds along the whole curve."""
        return [cut + 0.0 for cut in some_thresholds(self.roc, _ALONG)]

    def for_rate(self, rate: float, runs: int, level: Fraction, points: int) -> float:
        """The threshold that should certify most at a false-positive rate, by as many runs."""
        each = 1 - (1 - level) / points
        some = np.unique(np.linspace(0, len(self.cuts) - 1, _TRIED).astype(int))
        near = np.flatnonzero(self.fpr <= rate)[:1]  # the last one that should keep to the rate
        tried = np.unique([*some, *near])
        worth = [point_lower([self.tpr[i]] * runs, [self.fpr[i]] * runs, rate, each) for i in tried]
        return float(self.cuts[tried[int(np.argmax(worth))]]) + 0.0
